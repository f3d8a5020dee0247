// The trial page: Enter does not leave it, wrong answers are marked for who cannot see red, and the
// answers outlive a walk to the editor and back in the same tab. Points come from the server.
const form = document.querySelector("form[data-trial]");
const KEPT = `trial-${form.dataset.trial}`;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "state", "file", "end"]);

function typed() {
  return [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.has(name) && typeof value === "string");
}

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify(typed()));
}

/** Puts an answer where the page has a place for it; the several boxes of one name are filled in turn. */
function put(name, value, used) {
  for (const field of form.elements) {
    if (field.name !== name || used.has(field)) continue;
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.value !== value) continue;
      field.checked = true;
    } else {
      field.value = value;
    }
    used.add(field);
    return;
  }
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  if (!kept.length) return;
  for (const box of form.querySelectorAll("[type='checkbox']")) box.checked = false;
  const used = new Set();
  for (const [name, value] of kept) put(name, value, used);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function markFaults() {
  for (const row of form.querySelectorAll(".trial-row")) {
    const error = row.querySelector(".errorlist");
    for (const input of row.querySelectorAll(".item-control input")) {
      input.toggleAttribute("aria-invalid", false);
      if (error) input.setAttribute("aria-invalid", "true");
    }
  }
}

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[type='text']")) event.preventDefault();
});
form.addEventListener("input", keep);
document.addEventListener("htmx:afterSettle", markFaults);
// htmx looks at the page once it is read; only then does it hear that something was filled in.
if (form.dataset.fresh === undefined) keep();
else window.addEventListener("load", restore);
