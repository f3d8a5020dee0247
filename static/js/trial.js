// The trial page: what the server makes of the answers is put beside them, Enter does not leave the
// page, and the answers outlive a walk to the editor and back in the same tab.
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

/** What each answer makes comes in one template; only what is new is put in its place. */
function place() {
  for (const part of form.querySelector("#trial-made")?.content.children ?? []) {
    const made = document.getElementById(part.id);
    if (!made || made.innerHTML === part.innerHTML) continue;
    made.innerHTML = part.innerHTML;
    const isWrong = made.querySelector(".errorlist") !== null;
    for (const input of made.closest(".trial-row").querySelectorAll(".item-control input")) {
      if (isWrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input[type='text']")) event.preventDefault();
});
form.addEventListener("input", keep);
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "trial-sum") place(); });
// htmx looks at the page once it is read; only then does it hear that something was filled in.
if (form.dataset.fresh === undefined) keep();
else window.addEventListener("load", restore);
