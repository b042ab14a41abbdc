// Keeps an open page current: once a minute it is asked for again, and what has changed takes its
// place, with focus, scroll and opened parts as they were. The server alone works out how long
// somebody has waited. Without this file every page works the same, and is opened again by hand.
"use strict";
(() => {
  const EVERY = 60_000;
  const main = document.getElementById("main");
  const stale = document.getElementById("stale");
  const asOf = document.getElementById("as-of");
  if (!main.hasAttribute("data-refresh")) return;

  const isTyped = (field) =>
    field.type === "radio" || field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
        ? [...field.options].some((one) => one.selected !== one.defaultSelected && one.value)
        : field.value !== field.defaultValue;

  // What somebody is filling in is never taken from under their hands.
  const isBusy = () =>
    [...main.querySelectorAll("input:not([type=hidden]), select, textarea")].some(
      (field) => field === document.activeElement || isTyped(field),
    );

  const nameOf = (element) => {
    if (!element || !main.contains(element)) return null;
    if (element.id) return `#${CSS.escape(element.id)}`;
    const href = element.getAttribute("href");
    return href && `a[href="${CSS.escape(href)}"]`;
  };

  const replace = (fresh) => {
    const focused = nameOf(document.activeElement);
    const opened = [...main.querySelectorAll("details[open][id]")].map((one) => one.id);
    const [left, top] = [window.scrollX, window.scrollY];
    main.replaceChildren(...fresh.getElementById("main").childNodes);
    opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    if (focused) main.querySelector(focused)?.focus({ preventScroll: true });
    window.scrollTo(left, top);
    asOf.textContent = fresh.getElementById("as-of").textContent;
  };

  const refresh = async () => {
    if (document.hidden || isBusy()) return;
    try {
      const response = await fetch(location.href, { redirect: "error", cache: "no-store" });
      const text = await response.text();
      if (!response.ok) throw new Error("not shown");
      if (isBusy()) return;
      replace(new DOMParser().parseFromString(text, "text/html"));
      stale.hidden = true;
    } catch {
      // Old figures must not look like new ones.
      stale.hidden = false;
    }
  };

  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
})();
