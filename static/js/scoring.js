// The scoring form on a phone: one thumb goes from item to item. Saving itself is autosave.js.
const ITEM = "[data-item]";

/** The item being worked on: the one with the focus, else the first that is not scrolled past. */
function current(items) {
  const focused = document.activeElement?.closest(ITEM);
  if (focused) return items.indexOf(focused);
  const edge = (document.querySelector(".scorehead")?.getBoundingClientRect().bottom ?? 0) + 8;
  return items.findIndex((item) => item.getBoundingClientRect().bottom > edge + 24);
}

function show(item) {
  const head = document.querySelector(".scorehead")?.getBoundingClientRect().bottom ?? 0;
  window.scrollBy({ top: item.getBoundingClientRect().top - head - 12 });
  item.focus({ preventScroll: true });
}

/** Past the last item of the page the browser sends it itself, so nothing is left unsaved. */
function leave(button, item) {
  const send = item?.querySelector("[data-go-next]");
  if (send && button.dataset.itemStep === "1") send.form.requestSubmit(send);
  else if (button.dataset.url) window.location.assign(button.dataset.url);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-item-step]");
  if (!button) return;
  const items = [...document.querySelectorAll(ITEM)];
  const place = current(items);
  const next = items[place + Number(button.dataset.itemStep)];
  if (next) show(next);
  else leave(button, items[place]);
});

// A jump inside the page closes the list it came from.
document.addEventListener("click", (event) => {
  const list = event.target.closest(".jump-list a")?.closest("details");
  if (list) list.open = false;
});

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
