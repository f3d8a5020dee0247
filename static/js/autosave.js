// Forms that save themselves (`data-autosave`).
//
// One save at a time per form. Each change gets a new save key; a save that was not answered is
// sent again under the same key, so that the server can tell a repeat from a change. Until it is
// answered, a copy of what was typed stays in this browser.
import { csrfToken, renewToken, sayLoginEnded } from "./requests.js";
import { toast } from "./toasts.js";

const PAUSE = 600;
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const TIMEOUT = 20000;
const AFTER_LOGIN = 15000;
const COPY = "wenming-draft:";
const SKIPPED = new Set(["csrfmiddlewaretoken", "save_key", "version"]);
const forms = new Map();

/** RFC 4122 version 4, also where `crypto.randomUUID` is missing (plain http inside the county). */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The field, not the button of a conflict, which has the same name and sends the same thing. */
function versionOf(form) {
  return form.querySelector('input[name="version"]');
}

function typed(form) {
  return [...new FormData(form)].filter(([name, value]) => !SKIPPED.has(name) && typeof value === "string");
}

/** Which page and form a copy belongs to; the person too, for a shared computer. */
function copyKey(form) {
  return `${COPY}${form.dataset.autosaveFor ?? ""}:${form.action}`;
}

function keepCopy(form) {
  try {
    localStorage.setItem(copyKey(form), JSON.stringify({ at: Date.now(), fields: typed(form) }));
  } catch {
    // A full or forbidden store costs the copy, not the save.
  }
}

function dropCopy(form) {
  try {
    localStorage.removeItem(copyKey(form));
  } catch {
    // Same as above.
  }
}

function readCopy(form) {
  try {
    return JSON.parse(localStorage.getItem(copyKey(form)) ?? "null");
  } catch {
    return null;
  }
}

// What the person is told

function clock(date) {
  return date.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });
}

function tell(state, words) {
  for (const place of document.querySelectorAll("[data-save-state]")) {
    place.className = `save-state is-${state}`;
    if (place.textContent !== words) place.textContent = words;
  }
}

function tellAll(savedAt) {
  const states = [...forms.values()];
  const troubled = states.find((state) => state.trouble);
  if (troubled) tell("unsaved", `未保存，${troubled.trouble}`);
  else if (states.some((state) => state.timer || state.sending)) tell("saving", "正在保存…");
  else if (savedAt) tell("saved", `已保存 ${clock(savedAt)}`);
}

// Saving

function changed(form) {
  const state = forms.get(form);
  state.key = uuid();
  state.failures = 0;
  state.trouble = "";
  keepCopy(form);
  plan(form, PAUSE);
  tellAll();
}

function plan(form, wait) {
  const state = forms.get(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => {
    state.timer = 0;
    send(form);
  }, wait);
}

async function send(form) {
  const state = forms.get(form);
  if (state.sending || !state.key) return;
  const key = state.key;
  state.sending = true;
  tellAll();
  const answer = await post(form, key).catch(() => null);
  state.sending = false;
  if (answer && answer.status < 500 && answer.status !== 429) await settle(form, key, answer);
  else retry(form, answer ? "系统正忙" : "网络不通");
  tellAll(answer?.ok ? new Date(answer.headers.get("Date") ?? Date.now()) : null);
  const submit = state.afterwards;
  state.afterwards = null;
  if (answer?.ok) announce();
  if (answer?.ok) submit?.();
}

/** A list of what is missing, in sight while something is saved, asks for itself again. */
function announce() {
  for (const part of document.querySelectorAll("[data-follows-saves]")) {
    const { top, bottom } = part.getBoundingClientRect();
    if (top < window.innerHeight && bottom > 0) part.dispatchEvent(new Event("saved"));
  }
}

function post(form, key) {
  const body = new URLSearchParams(typed(form));
  body.set("version", versionOf(form)?.value ?? "");
  body.set("save_key", key);
  return fetch(form.action, {
    method: "POST",
    body,
    headers: { "HX-Request": "true", "X-Autosave": "1", "X-CSRFToken": csrfToken() },
    redirect: "manual",
    signal: AbortSignal.timeout?.(TIMEOUT),
  });
}

function retry(form, why) {
  const state = forms.get(form);
  state.failures += 1;
  state.trouble = `${why}，稍后自动重试`;
  plan(form, Math.min(FIRST_RETRY * 2 ** (state.failures - 1), LONGEST_RETRY));
}

async function settle(form, key, answer) {
  const state = forms.get(form);
  const wait = await waitForLogin(state, answer);
  if (wait !== null) {
    plan(form, wait);
    return;
  }
  Object.assign(state, { failures: 0, renewed: false, trouble: refusalIn(answer) });
  place(await answer.text(), answer.headers.get("HX-Retarget"));
  if (answer.ok && state.key === key) dropCopy(form);
  if (state.key === key) state.key = "";
  else if (!state.timer) plan(form, PAUSE);
}

function refusalIn(answer) {
  if (answer.ok) return "";
  return answer.status === 409 ? "内容已被别人改动" : "请看页面上的提示";
}

/** How long to wait before the same save is sent again, or null when the answer is about the save. */
async function waitForLogin(state, answer) {
  if (answer.status === 401 || answer.type === "opaqueredirect") {
    sayLoginEnded();
    state.trouble = "登录已过期，登录后自动保存";
    return AFTER_LOGIN;
  }
  if (answer.status !== 403 || state.renewed) return null;
  state.renewed = true; // perhaps only the page's token is old: once more with a new one
  return (await renewToken().catch(() => false)) ? 0 : null;
}

/** Put each part of the answer where its id is; what has focus is not pulled from under the hand. */
function place(html, target) {
  const parts = new DOMParser().parseFromString(html, "text/html").body.children;
  for (const part of [...parts]) {
    const old = part.id && document.getElementById(part.id);
    if (old && !old.contains(document.activeElement)) replace(old, part);
    else if (!old && target) document.querySelector(target)?.append(part);
  }
}

function replace(old, part) {
  part.removeAttribute("hx-swap-oob");
  old.replaceWith(part);
  window.htmx?.process(part);
}

// After a conflict

function keepMine(button) {
  const form = button.closest("form[data-autosave]");
  if (!form) return;
  versionOf(form).value = button.value;
  button.closest(".conflict").replaceChildren();
  changed(form);
}

function dropMine(link) {
  const form = link.closest("form[data-autosave]");
  if (!form) return;
  dropCopy(form);
  Object.assign(forms.get(form), { key: "", failures: 0, trouble: "" });
}

// A copy left behind by a closed tab or an empty battery

function offerCopy(form) {
  const copy = readCopy(form);
  if (!copy) return;
  if (JSON.stringify(copy.fields) === JSON.stringify(typed(form))) {
    dropCopy(form);
    return;
  }
  const box = document.createElement("div");
  box.className = "note note-amber row-of";
  box.setAttribute("role", "alert");
  box.append(
    `这台设备上有 ${clock(new Date(copy.at))} 填写、还没有保存的内容。`,
    button("恢复", () => restore(form, copy.fields, box)),
    button("不要了", () => { dropCopy(form); box.remove(); }),
  );
  form.prepend(box);
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-small";
  made.textContent = words;
  made.onclick = act;
  return made;
}

function restore(form, fields, box) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || field.type === "file") continue;
    const kept = values.get(field.name) ?? [];
    if (/^(radio|checkbox)$/.test(field.type)) field.checked = kept.includes(field.value);
    else if (kept.length) field.value = kept.shift();
  }
  box.remove();
  changed(form);
}

// Wiring

function adopt(form) {
  if (forms.has(form)) return;
  forms.set(form, { key: "", timer: 0, sending: false, failures: 0, trouble: "", renewed: false, afterwards: null });
  offerCopy(form);
}

function adoptAll(root) {
  for (const form of forms.keys()) if (!form.isConnected) forms.delete(form);
  root.querySelectorAll("form[data-autosave]").forEach(adopt);
  if (root.matches?.("form[data-autosave]")) adopt(root);
}

function onInput(event) {
  const form = event.target.form;
  if (!form || !forms.has(form) || event.target.type === "file" || event.target.matches("[data-no-autosave]")) return;
  if (event.type === "input" || !event.target.matches("[type='text'], textarea, [type='number']:focus")) changed(form);
}

function retryNow() {
  for (const [form, state] of forms) if (state.trouble && state.key) plan(form, 0);
}

const isUnsaved = () => [...forms.values()].some((state) => state.key || state.sending);

/**
 * The page's own button sends the whole form. A save under way comes first, because it changes the
 * version; while the network is down the page stays, with everything on it.
 */
function onSubmit(event) {
  const form = event.target;
  if (!forms.has(form)) return;
  const state = forms.get(form);
  if (state.sending || (state.trouble && state.key)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    state.afterwards = () => form.requestSubmit(event.submitter);
    plan(form, 0);
    return;
  }
  clearTimeout(state.timer);
  const key = form.elements.save_key;
  if (key) key.value = state.key || uuid();
  Object.assign(state, { key: "", timer: 0, failures: 0, trouble: "" });
}

export function startAutosave() {
  adoptAll(document);
  document.addEventListener("htmx:load", (event) => adoptAll(event.target));
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("click", (event) => {
    const mine = event.target.closest("[data-keep-mine]");
    if (mine?.closest("form[data-autosave]")) { event.preventDefault(); keepMine(mine); }
    const theirs = event.target.closest("[data-drop-mine]");
    if (theirs) dropMine(theirs);
  });
  window.addEventListener("online", retryNow);
  document.addEventListener("wenming:signed-in", retryNow);
  window.addEventListener("beforeunload", (event) => {
    if (!isUnsaved()) return;
    event.preventDefault();
    toast("还有内容没有保存，请稍等片刻再离开。", "warning");
  });
}
