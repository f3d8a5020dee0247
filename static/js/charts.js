// Draws the picture of every figure[data-chart] from the table that stands in it. The table stays:
// it is folded away behind the picture, and a click into the picture follows the link of its cell.
const OPTIONS = { bars, columns, groups, radar };
const drawn = new Map();

function read(figure) {
  const table = figure.querySelector("table");
  const series = [...table.tHead.rows[0].cells].slice(1).map((head) => ({
    name: head.textContent.trim(),
    tone: head.dataset.tone,
  }));
  const rows = [...table.tBodies[0].rows].map(({ cells: [head, ...cells] }) => ({
    name: head.textContent.trim(),
    cells: cells.map((cell) => ({
      value: cell.dataset.value === "" ? null : Number(cell.dataset.value),
      text: cell.textContent.trim(),
      url: cell.querySelector("a")?.href,
    })),
  }));
  return { series, rows };
}

// Colours, font and sizes are those of the page, so that the big screen's dark ones are drawn too.
function looksOf(figure) {
  const style = getComputedStyle(figure);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return {
    ink: colour("ink"),
    soft: colour("ink-soft"),
    line: colour("line"),
    card: colour("card"),
    tone: (name) => colour(`chart-${name}`),
    onTone: (name) => colour(`chart-on-${name}`),
    font: style.fontFamily,
    size: Math.round(rem * 0.8),
    rem,
  };
}

function baseOf(data, looks) {
  const text = { color: looks.ink, fontFamily: looks.font, fontSize: looks.size };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: text,
    legend: {
      show: data.series.length > 1,
      type: "scroll",
      pageTextStyle: text,
      pageIconColor: looks.ink,
      pageIconInactiveColor: looks.line,
      top: 0,
      left: 0,
      itemWidth: looks.size,
      itemHeight: looks.size,
      textStyle: text,
    },
    // Drawn, not built from HTML: the CSP refuses the style attributes of ECharts' own tooltip.
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: looks.card,
      borderColor: looks.line,
      textStyle: text,
    },
  };
}

function told(data, row) {
  const lines = data.series.map(({ name }, at) => `${name}：${row.cells[at].text}`);
  return [row.name, ...lines].join("\n");
}

// Whoever reads a bar reads its number too, as the table tells it.
function barsOf(data, looks, stack) {
  return data.series.map(({ name, tone }, at) => ({
    name,
    type: "bar",
    stack,
    barMaxWidth: looks.rem * 1.6,
    cursor: data.rows.some((row) => row.cells[at].url) ? "pointer" : "default",
    itemStyle: { color: looks.tone(tone) },
    label: {
      show: true,
      position: stack && data.series.length > 1 ? "inside" : undefined,
      color: stack && data.series.length > 1 ? looks.onTone(tone) : looks.ink,
      fontSize: looks.size,
      formatter: ({ dataIndex }) => {
        const { value, text } = data.rows[dataIndex].cells[at];
        return value ? text : "";
      },
    },
    labelLayout: { hideOverlap: true },
    data: data.rows.map((row) => row.cells[at].value),
  }));
}

function axes(data, looks) {
  const label = { color: looks.ink, fontSize: looks.size };
  return {
    names: {
      type: "category",
      data: data.rows.map(({ name }) => name),
      axisLabel: { ...label, interval: 0, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: looks.line } },
    },
    values: {
      type: "value",
      minInterval: 1,
      axisLabel: { color: looks.soft, fontSize: looks.size },
      splitLine: { lineStyle: { color: looks.line } },
    },
    grid: {
      left: 0,
      right: looks.rem,
      bottom: 0,
      top: data.series.length > 1 ? looks.rem * 2.6 : looks.rem * 1.2,
      containLabel: true,
    },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: ([first]) => told(data, data.rows[first.dataIndex]),
    },
  };
}

// ECharts takes Chinese quotation marks for narrower than they are.
function widest(data, looks) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${looks.size}px ${looks.font}`;
  return Math.ceil(Math.max(...data.rows.map(({ name }) => pen.measureText(name).width)));
}

function bars(data, looks, width) {
  const { names, values, grid, tooltip } = axes(data, looks);
  const room = { width: Math.min(widest(data, looks) + 2, Math.round(width * 0.45)), overflow: "truncate" };
  const isSingle = data.series.length === 1;
  return {
    grid: {
      ...grid,
      containLabel: false,
      left: room.width + looks.rem * 0.7,
      top: isSingle ? 0 : grid.top,
      right: isSingle ? looks.rem * 3.5 : 0,
    },
    tooltip,
    yAxis: { ...names, inverse: true, axisLabel: { ...names.axisLabel, ...room } },
    xAxis: { ...values, show: false },
    series: barsOf(data, looks, "all").map((each) =>
      isSingle ? { ...each, label: { ...each.label, position: "right" } } : each,
    ),
  };
}

function columns(data, looks, width) {
  const { names, values, grid, tooltip } = axes(data, looks);
  const isSingle = data.series.length === 1;
  const isRoomy = data.series.length < 3 && width / data.rows.length > looks.rem * 3.2;
  const series = barsOf(data, looks, "all").map((each) => ({
    ...each,
    label: { ...each.label, show: isRoomy, position: isSingle ? "top" : "inside" },
  }));
  return { grid, tooltip, xAxis: names, yAxis: values, series };
}

function groups(data, looks, width) {
  const { names, values, grid, tooltip } = axes(data, looks);
  const isRoomy = width / data.rows.length > looks.rem * 2.6;
  const series = barsOf(data, looks).map((each, at) => ({
    ...each,
    label: { ...each.label, show: at === 0 && isRoomy, position: "top" },
  }));
  return { grid, tooltip, xAxis: names, yAxis: values, series };
}

function radar(data, looks) {
  const shown = data.series.map((each, at) => ({ ...each, at }));
  return {
    radar: {
      indicator: data.rows.map(({ name }) => ({ name, min: 0, max: 100 })),
      center: ["50%", "56%"],
      radius: "58%",
      axisName: {
        color: looks.ink,
        fontSize: looks.size,
        fontFamily: looks.font,
        formatter: (name) => name.replace(/(.{4})(?=.)/gu, "$1\n"),
      },
      axisLine: { lineStyle: { color: looks.line } },
      splitLine: { lineStyle: { color: looks.line } },
      splitArea: { show: false },
    },
    tooltip: {
      formatter: ({ name }) => {
        const { at } = shown.find((each) => each.name === name);
        return [name, ...data.rows.map((row) => `${row.name}：${row.cells[at].text}`)].join("\n");
      },
    },
    series: shown
      .filter(({ at }) => data.rows.some((row) => row.cells[at].value !== null))
      .map(({ name, tone, at }) => ({
        type: "radar",
        name,
        symbolSize: looks.size * 0.5,
        itemStyle: { color: looks.tone(tone) },
        lineStyle: { width: looks.rem * 0.14, type: at ? "dashed" : "solid" },
        areaStyle: { opacity: at ? 0 : 0.15 },
        data: [{ name, value: data.rows.map((row) => row.cells[at].value ?? "-") }],
      })),
  };
}

function urlOf(data, { seriesName, dataIndex, seriesType }) {
  const at = data.series.findIndex(({ name }) => name === seriesName);
  const row = seriesType === "radar" ? data.rows.find(({ cells }) => cells[at].url) : data.rows[dataIndex];
  return row?.cells[at]?.url;
}

function draw(figure) {
  const picture = figure.querySelector(".chart-picture");
  const data = read(figure);
  const looks = looksOf(figure);
  picture.style.setProperty("--rows", data.rows.length);
  picture.hidden = false;
  figure.querySelector("details").open = false;
  const chart = globalThis.echarts.init(picture);
  chart.on("click", (event) => {
    const url = urlOf(data, event);
    if (url) location.assign(url);
  });
  const fit = () => {
    const base = baseOf(data, looks);
    const option = OPTIONS[figure.dataset.chart](data, looks, picture.clientWidth);
    chart.resize();
    chart.setOption({ ...base, ...option, tooltip: { ...base.tooltip, ...option.tooltip } });
  };
  fit();
  drawn.set(picture, { chart, fit });
  sizes.observe(picture);
  figure.dataset.drawn = "";
}

const sizes = new ResizeObserver((changes) => {
  for (const { target } of changes) if (target.clientWidth) drawn.get(target)?.fit();
});

function drawAll() {
  for (const [picture, { chart }] of drawn) {
    if (picture.isConnected) continue;
    sizes.unobserve(picture);
    chart.dispose();
    drawn.delete(picture);
  }
  document.querySelectorAll("[data-chart]:not([data-drawn])").forEach(draw);
}

// Paper shows the tables.
function unfold() {
  for (const data of document.querySelectorAll(".chart-data:not([open])")) {
    data.open = true;
    data.dataset.folded = "";
  }
}

function fold() {
  for (const data of document.querySelectorAll("[data-folded]")) {
    data.open = false;
    delete data.dataset.folded;
  }
}

// Without ECharts (an old or a blocked file) the tables stay as they are.
if (globalThis.echarts) {
  drawAll();
  document.body.addEventListener("htmx:afterSettle", drawAll);
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
}
