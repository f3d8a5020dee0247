// Requests made by htmx: today's CSRF token, the network's faults in words, an ended session.
import { toast } from "./toasts.js";

/** The cookie's token, because the one in the page is stale after a login in another tab. */
export function csrfToken() {
  return document.cookie.match(/(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/)?.[1] ?? "";
}

export function sayLoginEnded() {
  toast("登录已过期，您填写的内容还在这个页面上。", "error", { href: "/", text: "在新窗口登录" });
}

function sign(event) {
  const token = csrfToken();
  if (!token || event.detail.verb === "get") return;
  event.detail.headers["X-CSRFToken"] = token;
  event.detail.parameters.delete?.("csrfmiddlewaretoken");
  delete event.detail.parameters.csrfmiddlewaretoken;
}

function explain(event) {
  const { status } = event.detail.xhr;
  if (status === 401) sayLoginEnded();
  else if (status >= 500) toast("系统出了点问题，刚才的操作没有完成，请稍后再试。", "error");
  else toast("没有办成，请刷新页面后再试。", "error");
}

export function startRequests() {
  document.addEventListener("htmx:configRequest", sign);
  document.addEventListener("htmx:responseError", explain);
  document.addEventListener("htmx:sendError", () => toast("网络不通，刚才的操作没有完成，请稍后再试。", "error"));
}
