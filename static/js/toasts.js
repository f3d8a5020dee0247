// Messages in the corner. News leaves by itself, a warning or refusal stays until it is closed.
const NEWS_STAYS = 8000;

const area = () => document.getElementById("toasts");

/** Show one message; `link` is an optional {href, text} that opens in a new tab. */
export function toast(text, kind = "info", link = null) {
  const place = area();
  if (!place || alreadyShown(place, text)) return;
  const item = document.createElement("div");
  item.className = `toast-item toast-${kind}`;
  item.dataset.toast = "";
  item.setAttribute("role", kind === "error" ? "alert" : "status");
  const sentence = document.createElement("p");
  sentence.append(text);
  if (link) sentence.append(" ", anchor(link));
  item.append(sentence, closeButton());
  place.append(item);
  letGo(item);
}

function alreadyShown(place, text) {
  return [...place.querySelectorAll("p")].some((shown) => shown.textContent.startsWith(text));
}

function anchor({ href, text }) {
  const link = document.createElement("a");
  link.href = href;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = text;
  return link;
}

function closeButton() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-close";
  button.dataset.toastClose = "";
  button.setAttribute("aria-label", "关闭提示");
  button.textContent = "×";
  return button;
}

function letGo(item) {
  if (!item.matches(".toast-success, .toast-info")) return;
  const leave = () => (item.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : item.remove());
  setTimeout(leave, NEWS_STAYS);
}

export function startToasts() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest("[data-toast]")?.remove();
  });
  if (!area()) return;
  area().querySelectorAll("[data-toast]").forEach(letGo);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node instanceof HTMLElement && node.matches("[data-toast]")) letGo(node);
    }
  }).observe(area(), { childList: true });
}
