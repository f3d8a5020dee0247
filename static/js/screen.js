// What concerns the screen only: menus, focus after an error, back, print, sideways tables.
import { startToasts } from "./toasts.js";

const ACTS = {
  "[data-back]": () => history.back(),
  "[data-print]": () => window.print(),
  "[data-reveal]": reveal,
};

function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.textContent = shown ? "显示" : "隐藏";
  button.setAttribute("aria-pressed", String(!shown));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

function onClick(event) {
  closeMenus(event.target);
  for (const [selector, act] of Object.entries(ACTS)) {
    const button = event.target.closest(selector);
    if (button) act(button);
  }
}

function onKey(event) {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("[data-menu][open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
}

const tables = new ResizeObserver((changes) => changes.forEach(({ target }) => measure(target)));

/** A table that fits keeps its head in sight; one that scrolls can be scrolled with the arrow keys. */
function measure(wrap) {
  const scrolls = wrap.scrollWidth > wrap.clientWidth || wrap.scrollHeight > wrap.clientHeight + 1;
  wrap.classList.toggle("fits", !scrolls && !wrap.matches(".is-tall"));
  if (!scrolls) {
    for (const name of ["tabindex", "role", "aria-label"]) wrap.removeAttribute(name);
    return;
  }
  wrap.tabIndex = 0;
  wrap.setAttribute("role", "region");
  wrap.setAttribute("aria-label", wrap.dataset.label ?? wrap.querySelector("caption")?.textContent ?? "表格，可以滚动");
}

const watchTables = (root) => root.querySelectorAll(".table-wrap").forEach((wrap) => tables.observe(wrap));

export function startScreen() {
  startToasts();
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("htmx:load", (event) => watchTables(event.target));
  watchTables(document);
  document.querySelector("[data-focus]")?.focus();
}
