// Forms: one submit per press, a question before what cannot be undone, steppers, filters.
const CONFIRMED = new WeakSet();

/** After the first submit the button waits; the browser still sends its name and value. */
function guardDoubleSubmit(event) {
  const form = event.target;
  // A download leaves the page as it is: nothing will come to release the button.
  if (form.method !== "post" || event.submitter?.matches("[data-download]")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sending = "1";
  setTimeout(() => setBusy(form, true));
}

function setBusy(form, busy) {
  for (const button of form.querySelectorAll("button:not([type='button'])")) {
    button.disabled = busy;
    button.toggleAttribute("aria-busy", busy);
  }
}

export function release(form) {
  if (!form?.dataset.sending) return;
  delete form.dataset.sending;
  setBusy(form, false);
}

/** `data-confirm` on a form or its button: ask in the page's dialog, then submit as it was. */
function askFirst(event) {
  const form = event.target;
  const asker = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asker.dataset.confirm || CONFIRMED.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  openConfirm(asker, () => {
    CONFIRMED.add(form);
    form.requestSubmit(event.submitter);
  });
}

function openConfirm(asker, go) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = asker.dataset.confirm;
  yes.textContent = asker.dataset.confirmAct ?? "确定";
  yes.onclick = () => {
    dialog.close();
    go();
  };
  dialog.querySelector("[data-confirm-no]").onclick = () => dialog.close();
  dialog.showModal();
}

function step(event) {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.closest("[data-stepper]").querySelector("input");
  const before = input.value;
  const next = (Number.parseInt(before, 10) || 0) + Number(button.dataset.step);
  input.value = String(Math.max(0, next));
  if (input.value !== before) input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** `data-submit-on-change`: a filter that applies itself. The form keeps its button. */
function applyFilter(event) {
  if (event.target.matches("select, [type='radio'], [type='checkbox']")) {
    event.target.closest("form[data-submit-on-change]")?.requestSubmit();
  }
}

/** `data-check-all="name"`: one box ticks all boxes of that name in the same form. */
function checkAll(event) {
  const name = event.target.dataset?.checkAll;
  if (!name) return;
  for (const box of event.target.form?.querySelectorAll(`[type="checkbox"][name="${name}"]`) ?? []) {
    box.checked = event.target.checked;
  }
}

/** Apart from the rest, because a form is asked about before it is saved and sent. */
export function startQuestions() {
  document.addEventListener("submit", askFirst, true);
}

export function startForms() {
  document.addEventListener("submit", guardDoubleSubmit, true);
  document.addEventListener("htmx:afterRequest", (event) => release(event.detail.elt.closest("form")));
  document.addEventListener("click", step);
  document.addEventListener("change", applyFilter);
  document.addEventListener("change", checkAll);
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
}
