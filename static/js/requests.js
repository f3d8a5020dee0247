// Requests of the scripts: the CSRF token, the network's faults in words, an ended session.
import { toast } from "./toasts.js";

const meta = (name, page = document) => page.querySelector(`meta[name="${name}"]`);
let signedOut = false;

export const csrfToken = () => meta("csrf-token")?.content ?? "";

/** The session is over; what was typed stays on the page while the person signs in elsewhere. */
export function sayLoginEnded() {
  signedOut = true;
  toast("登录已过期，您填写的内容还在这个页面上。", "error", { href: "/", text: "在新窗口登录" });
}

/**
 * Signing in changes the token, so every form of this page needs the new one. False while nobody
 * is signed in, or when it is somebody else: their account must not send this person's work.
 */
export async function renewToken() {
  const answer = await fetch("/", { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const who = meta("signed-in", page)?.content;
  if (!who) return false;
  if (who !== meta("signed-in").content) {
    toast("现在登录的是另一个账号，这个页面上的内容不会用那个账号保存。", "error");
    return false;
  }
  useToken(meta("csrf-token", page).content);
  return true;
}

function useToken(token) {
  signedOut = false;
  meta("csrf-token").content = token;
  for (const input of document.querySelectorAll("input[name='csrfmiddlewaretoken']")) input.value = token;
  document.dispatchEvent(new Event("wenming:signed-in"));
}

function sign(event) {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
}

function explain(event) {
  const broken = event.detail.xhr.status >= 500;
  toast(broken ? "系统出了点问题，刚才的操作没有完成，请稍后再试。" : "没有办成，请刷新页面后再试。", "error");
}

function watchSession(event) {
  if (event.detail.xhr.status === 401) signedOut = true;
}

export function startRequests() {
  document.addEventListener("htmx:configRequest", sign);
  document.addEventListener("htmx:afterRequest", watchSession);
  document.addEventListener("htmx:responseError", explain);
  document.addEventListener("htmx:sendError", () => toast("网络不通，刚才的操作没有完成，请稍后再试。", "error"));
  window.addEventListener("focus", () => { if (signedOut) renewToken().catch(() => false); });
}
