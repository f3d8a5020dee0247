// The scoring form on a phone: one thumb goes from item to item. Saving itself is autosave.js.
const ITEM = "[data-item]";

let worked = null; // pressing a button takes the focus away from the item

document.addEventListener("focusin", (event) => { worked = event.target.closest(ITEM) ?? worked; });

/** The item being worked on: the last one with the focus while it is in sight, else the first one
 * that is not scrolled past. */
function current(items) {
  const edge = (document.querySelector(".scorehead")?.getBoundingClientRect().bottom ?? 0) + 32;
  const isInSight = (item) => item.getBoundingClientRect().bottom > edge;
  const place = items.indexOf(worked);
  if (place >= 0 && isInSight(worked) && worked.getBoundingClientRect().top < window.innerHeight) return place;
  return items.findIndex(isInSight);
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
