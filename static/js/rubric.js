// The rubric editor: keys and dragging for the tree, and one form at a time. What an act does is
// decided on the server; without this file the buttons below the headings do the same.
import { release } from "./forms.js";
import { toast } from "./toasts.js";

const EDGE = 120; // pixels
const ROW = "input[type='radio'][name='row']";
const KEYS = {
  "Alt+ArrowUp": "up",
  "Alt+ArrowDown": "down",
  "Alt+ArrowLeft": "out",
  "Alt+ArrowRight": "in",
  Insert: "add-after",
  "Shift+Insert": "add-inside",
  Delete: "delete",
};

const openForm = () => document.querySelector("[data-row-form]");
const isDirty = (form) => form && form.dataset.start !== undefined && form.dataset.start !== contentOf(form);

/** Everything typed, as one text: equal to the start means nothing can be lost. */
function contentOf(form) {
  const typed = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  return JSON.stringify(typed);
}

function startForm(form) {
  form.dataset.start = form.querySelector(".error-summary, .conflict") ? "" : contentOf(form);
  showExample(form);
}

/** The example of the chosen 给分方式 stands in the empty box of its 参数. */
function showExample(form) {
  const rule = form.querySelector("[name='rule']");
  const words = [...form.querySelectorAll("[data-examples] dt")];
  if (!rule || words.length === 0) return;
  const code = words.find((word) => word.textContent === rule.value)?.nextElementSibling.querySelector("code");
  form.querySelector("[name='parameters']").placeholder = code ? `如 ${code.textContent}` : "";
}

function keyOf(event) {
  return `${event.altKey ? "Alt+" : ""}${event.shiftKey ? "Shift+" : ""}${event.key}`;
}

function onKey(event) {
  if (event.key === "Escape") document.activeElement?.closest("[data-row-form]")?.querySelector("[data-cancel]")?.click();
  const act = KEYS[keyOf(event)];
  if (!act || !event.target.matches(ROW)) return;
  const button = event.target.form.querySelector(`[name='act'][value='${act}']`);
  event.preventDefault();
  choose(event.target);
  if (button) event.target.form.requestSubmit(button);
}

/** The question before deleting says which row. */
function nameRow(row) {
  const button = row.form?.querySelector("[value='delete']");
  const label = [...document.querySelectorAll(`label[for='${row.id}'] > :not(.tree-terms)`)];
  if (!button || label.length === 0) return;
  const name = label.map((part) => part.textContent).join(" ");
  const below = row.form.id === "tree-acts" ? "和它的全部下级" : "";
  button.dataset.confirm = `删除“${name}”${below}？删除后不能恢复。`;
}

function choose(row) {
  row.checked = true;
  nameRow(row);
}

/** A link of the panel leads to a row: choose it there. */
function onFocus(event) {
  if (event.target.matches?.(ROW)) choose(event.target);
}

/** One row is written at a time: another act must not throw away what is typed. */
function guardTyped(event) {
  const form = openForm();
  const { elt, target } = event.detail;
  const isOwn = form?.contains(elt) || elt.closest("[data-row-form]");
  if (isOwn || !isDirty(form) || !target) return;
  event.preventDefault();
  release(elt.closest("form"));
  toast("请先保存或取消正在填的这一行。", "warning");
  form.querySelector("input:not([type='hidden'])").focus();
}

/** Which button was meant: htmx forgets it when the question takes the focus, or a key pressed it. */
function sayButton(event) {
  const button = event.detail.triggeringEvent?.submitter;
  if (button?.name) event.detail.formData.set(button.name, button.value);
}

/** Only one form is open. */
function closeOthers(event) {
  if (!event.detail.target.matches(".tree-slot")) return;
  for (const slot of document.querySelectorAll(".tree-slot")) slot.replaceChildren();
}

function onLoad(event) {
  const form = event.target.matches?.("[data-row-form]") ? event.target : event.target.querySelector?.("[data-row-form]");
  if (!form) return;
  startForm(form);
  form.querySelector(".error-summary, input:not([type='hidden']), select")?.focus();
}

/** The row that was moved stays in sight and keeps the keyboard. */
function keepFocus() {
  const lost = !document.activeElement || document.activeElement === document.body;
  const row = document.querySelector(`#editor ${ROW}[autofocus]`);
  if (lost) row?.focus();
  if (document.activeElement?.matches(ROW)) {
    document.activeElement.closest("li").scrollIntoView({ block: "nearest" });
  }
}

// Dragging: the handle follows the pointer; where it is let go is said by the row under it.
let drag = null;

function startDrag(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button !== 0) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  drag = { grip, row: grip.closest("[data-row]"), goal: null };
  drag.row.classList.add("is-dragged");
}

function followDrag(event) {
  if (!drag) return;
  scrollAtEdge(event.clientY);
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest(".tree-row[data-depth]");
  drag.goal?.row.classList.remove("drop-before", "drop-inside", "drop-after");
  drag.goal = over && over !== drag.row ? { row: over, where: sideOf(over, event.clientY) } : null;
  drag.goal?.row.classList.add(`drop-${drag.goal.where}`);
}

/** Near the edge of the window the page follows the pointer. */
function scrollAtEdge(y) {
  if (y < EDGE) window.scrollBy(0, -EDGE / 8);
  if (y > window.innerHeight - EDGE) window.scrollBy(0, EDGE / 8);
}

/** The upper third of a row is before it, the lower third behind it, the middle below it. */
function sideOf(row, y) {
  const box = row.querySelector("label").getBoundingClientRect();
  const part = (y - box.top) / box.height;
  if (part < 1 / 3) return "before";
  return part > 2 / 3 ? "after" : "inside";
}

function endDrag(event) {
  if (!drag) return;
  const { row, goal } = drag;
  drag = null;
  row.classList.remove("is-dragged");
  if (!goal) return;
  goal.row.classList.remove("drop-before", "drop-inside", "drop-after");
  if (event.type === "pointerup") place(row, goal);
}

function place(row, goal) {
  const form = document.getElementById("tree-acts");
  const seen = row.querySelector(ROW).value;
  window.htmx.ajax("POST", form.action, {
    source: form,
    target: "#editor",
    swap: "outerHTML settle:0",
    values: { act: "move", row: seen, target: goal.row.dataset.row, where: goal.where },
  });
}

document.addEventListener("keydown", onKey);
document.addEventListener("focusin", onFocus);
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-row-form] [name='rule']")) showExample(event.target.form);
  if (event.target.matches(ROW)) nameRow(event.target);
});
document.addEventListener("click", (event) => {
  const row = event.target.closest(".tree-edit")?.closest("li").querySelector(ROW);
  if (row) choose(row);
});
document.addEventListener("htmx:configRequest", sayButton);
document.addEventListener("htmx:beforeRequest", guardTyped);
document.addEventListener("htmx:beforeSwap", closeOthers);
document.addEventListener("htmx:load", onLoad);
document.addEventListener("htmx:afterSettle", keepFocus);
document.addEventListener("pointerdown", startDrag);
document.addEventListener("pointermove", followDrag);
document.addEventListener("pointerup", endDrag);
document.addEventListener("pointercancel", endDrag);
document.querySelectorAll("[data-row-form]").forEach(startForm);
const chosen = document.querySelector(`#editor ${ROW}:checked`);
if (chosen) nameRow(chosen);
