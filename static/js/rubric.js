// The editor of one 大项: sums while typing, rows added and moved. The server checks everything
// again; without this file the page still works, with 编号 typed by hand.
const THOUSANDTHS = 1000;
const SUM_UNITS = THOUSANDTHS * 10000; // points in thousandths × weight in hundredths of a percent

const page = document.querySelector("[data-branch]");
const list = page.querySelector("[data-rows]");
const total = page.querySelector("[name$='-TOTAL_FORMS']");
const blank = page.querySelector("[data-blank]");
const examples = examplesOf(page.querySelector("[data-examples]"));

function examplesOf(shown) {
  const found = new Map();
  for (const word of shown.querySelectorAll("dt")) {
    const code = word.nextElementSibling.querySelector("code");
    found.set(word.textContent, code ? code.textContent : "");
  }
  return found;
}

const input = (row, name) => row.querySelector(`[name$='-${name}']`);
const isDeleted = (row) => input(row, "DELETE").checked;
const codeOf = (row) => halfWidth(input(row, "code").value);
const parentOf = (code) => code.split(".").slice(0, -1).join(".");
const isBelow = (code, above) => code.startsWith(`${above}.`);
const rows = () => [...list.querySelectorAll("[data-row]")];
const kept = () => rows().filter((row) => codeOf(row) && !isDeleted(row));

function halfWidth(text) {
  return text.trim().replace(/[０-９．％]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0));
}

/** A decimal as a whole number of 1/scale, or null: sums must come out exact. */
function exact(text, scale) {
  const match = /^(\d{1,7})(?:\.(\d{1,4}))?$/.exec(halfWidth(text).replace(/%$/, ""));
  if (!match) return null;
  const value = Math.round(Number(`${match[1]}.${match[2] ?? 0}`) * scale);
  return Number.isSafeInteger(value) ? value : null;
}

function plain(units) {
  return String(Math.round((units / SUM_UNITS) * 1e6) / 1e6);
}

/** What a row counts towards its parent: points × weight, in SUM_UNITS. */
function counted(row) {
  const points = exact(input(row, "points").value, THOUSANDTHS) ?? 0;
  const weight = input(row, "weight").value.trim();
  return points * (weight ? (exact(weight, 100) ?? 0) : 10000);
}

function recompute() {
  const all = kept();
  for (const row of rows()) showSum(row, all);
  const head = all.find((row) => codeOf(row) === page.dataset.head);
  const here = head ? counted(head) : 0;
  const whole = here + exact(page.dataset.others, THOUSANDTHS) * 10000;
  const full = exact(page.dataset.full, THOUSANDTHS) * 10000;
  const inside = all.filter((row) => parentOf(codeOf(row)) === page.dataset.head);
  const sum = inside.reduce((before, row) => before + counted(row), 0);
  const own = head ? (exact(input(head, "points").value, THOUSANDTHS) ?? 0) * 10000 : 0;
  const parts = [figure("本大项", sum, own), figure("全部大项", whole, full)];
  page.querySelector("[data-sums]").replaceChildren(...parts);
}

function figure(label, sum, wanted) {
  const shown = document.createElement("span");
  shown.className = sum === wanted ? "text-green" : "text-amber";
  const rest = sum === wanted ? "，相符" : `，${sum > wanted ? "多" : "少"} ${plain(Math.abs(sum - wanted))}`;
  shown.textContent = `${label}合计 ${plain(sum)} / ${plain(wanted)}${rest}`;
  return shown;
}

/** A group says what its rows add up to; how it is scored is a matter of its rows. */
function showSum(row, all) {
  const code = codeOf(row);
  const inside = code ? all.filter((other) => parentOf(codeOf(other)) === code) : [];
  const line = row.querySelector("[data-sum]");
  line.hidden = inside.length === 0 || isDeleted(row);
  row.classList.toggle("is-group", inside.length > 0);
  row.classList.toggle("is-deleted", isDeleted(row));
  row.dataset.depth = String(Math.max(0, code.split(".").length - 1));
  if (line.hidden) return;
  const sum = inside.reduce((before, other) => before + counted(other), 0);
  const own = (exact(input(row, "points").value, THOUSANDTHS) ?? 0) * 10000;
  line.replaceChildren(figure("下级", sum, own));
}

function hintParameters(row) {
  const rule = input(row, "rule");
  input(row, "parameters").placeholder = rule.value ? (examples.get(rule.value) ?? "") : "";
}

/** The next free 编号 directly below `parent`. */
function nextCode(parent) {
  const used = rows()
    .map(codeOf)
    .filter((code) => parentOf(code) === parent)
    .map((code) => Number(code.split(".").pop()) || 0);
  return `${parent}.${Math.max(0, ...used) + 1}`;
}

function addBelow(parent) {
  const number = total.value;
  const row = blank.content.cloneNode(true).firstElementChild;
  for (const part of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      const value = part.getAttribute(name);
      if (value) part.setAttribute(name, value.replaceAll("__prefix__", number));
    }
  }
  total.value = String(Number(number) + 1);
  input(row, "code").value = nextCode(parent);
  const inside = rows().filter((other) => isBelow(codeOf(other), parent) || codeOf(other) === parent);
  const last = inside.at(-1);
  if (last) last.after(row);
  else list.append(row);
  recompute();
  input(row, "title").focus();
}

/** Swap a row with its neighbour of the same level, each with everything below it. */
function move(row, step) {
  const code = codeOf(row);
  const siblings = rows().filter((other) => codeOf(other) && parentOf(codeOf(other)) === parentOf(code));
  const other = siblings[siblings.indexOf(row) + step];
  if (!other || code === page.dataset.head) return;
  const there = codeOf(other);
  for (const each of rows()) {
    const now = codeOf(each);
    if (now === code || isBelow(now, code)) input(each, "code").value = there + now.slice(code.length);
    else if (now === there || isBelow(now, there)) input(each, "code").value = code + now.slice(there.length);
  }
  sortRows();
  recompute();
  row.querySelector(step < 0 ? "[data-up]" : "[data-down]").focus();
}

/** Rows stand in the order of their 编号, 1.2 before 1.10; rows without one stay last. */
function sortRows() {
  const byCode = new Intl.Collator("en", { numeric: true });
  const named = rows().filter(codeOf);
  named.sort((a, b) => byCode.compare(codeOf(a), codeOf(b)));
  list.prepend(...named);
}

page.addEventListener("input", recompute);
page.addEventListener("change", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && event.target === input(row, "rule")) hintParameters(row);
  recompute();
});
page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = button?.closest("[data-row]");
  if (button?.matches("[data-add]")) addBelow(page.dataset.head);
  else if (button?.matches("[data-below]")) addBelow(codeOf(row) || page.dataset.head);
  else if (button?.matches("[data-up]")) move(row, -1);
  else if (button?.matches("[data-down]")) move(row, 1);
});

rows().forEach(hintParameters);
recompute();
