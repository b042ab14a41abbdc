// Keeps an open page current: once a minute it is asked for again, and what has changed takes its
// place, with focus, scroll and opened parts as they were. In between lengths of time tick, in the
// server's words and from the server's clock. Without this file every page works the same, and is
// opened again by hand.
"use strict";
(() => {
  const EVERY = 60_000;
  const MINUTE = 60_000;
  const main = document.getElementById("main");
  const stale = document.getElementById("stale");
  const asOf = document.getElementById("as-of");

  // This machine's clock may be wrong: only what has passed since the page came counts.
  let served = Number(asOf?.dataset.now);
  let cameAt = Date.now();

  // As `duration_words` says it: "31 h 20 min", from 72 hours on "3 days 4 h", rounded down.
  const LENGTH = String.raw`(?:less than 1 min|\d+ days(?: \d+ h)?|\d+ h(?: \d+ min)?|\d+ min)`;
  const inWords = (milliseconds) => {
    const minutes = Math.floor(milliseconds / MINUTE);
    if (minutes < 1) return "less than 1 min";
    const [large, larges, small, smalls] =
      minutes >= 72 * 60 ? [1440, "days", 60, "h"] : [60, "h", 1, "min"];
    return [[Math.floor(minutes / large), larges], [Math.floor((minutes % large) / small), smalls]]
      .filter(([number]) => number)
      .map((part) => part.join(" "))
      .join(" ");
  };

  // What has run out stays so until the server says what that means.
  const lengthAt = (at, now) => (at > served ? Math.max(at - now, 0) : now - at);
  const tick = () => {
    const now = served + (Date.now() - cameAt);
    for (const element of main.querySelectorAll('[data-ticks]:not([data-ticks=""])')) {
      let text = element.textContent;
      for (const part of element.dataset.ticks.split(";")) {
        const [around, at] = part.split("@");
        const [before, after] = around.split("{}");
        const words = `${before}${inWords(lengthAt(Date.parse(at), now))}${after}`;
        text = text.replace(new RegExp(`${before}${LENGTH}${after}`), words);
      }
      if (text !== element.textContent) element.textContent = text;
    }
  };
  setInterval(tick, 5_000);

  if (!main.hasAttribute("data-refresh")) return;
  let asServed = main.cloneNode(true);

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

  // A link is known by where it leads; a button and a part that opens, by its words.
  const nameOf = (element) =>
    element.id || element.getAttribute("href") || `${element.tagName} ${element.textContent.trim()}`;
  const named = (name, kinds) =>
    [...main.querySelectorAll(kinds)].find((one) => nameOf(one) === name);
  const HOLDS_FOCUS = "a[href], button, summary, [id]";

  const replace = (fresh) => {
    const focused = main.contains(document.activeElement) && nameOf(document.activeElement);
    const opened = [...main.querySelectorAll("details[open] > summary")].map(nameOf);
    const [left, top] = [window.scrollX, window.scrollY];
    main.replaceChildren(...fresh.getElementById("main").childNodes);
    opened.forEach((name) => named(name, "summary")?.parentElement.setAttribute("open", ""));
    if (focused) named(focused, HOLDS_FOCUS)?.focus({ preventScroll: true });
    window.scrollTo(left, top);
  };

  const refresh = async () => {
    if (document.hidden || isBusy()) return;
    try {
      const response = await fetch(location.href, { redirect: "error", cache: "no-store" });
      const text = await response.text();
      if (!response.ok) throw new Error("not shown");
      if (isBusy()) return;
      const fresh = new DOMParser().parseFromString(text, "text/html");
      // Where nothing has changed nobody's place on the page is lost.
      const isNew = !fresh.getElementById("main").isEqualNode(asServed);
      asServed = fresh.getElementById("main").cloneNode(true);
      if (isNew) replace(fresh);
      const since = fresh.getElementById("as-of");
      asOf.textContent = since.textContent;
      [served, cameAt] = [Number(since.dataset.now), Date.now()];
      stale.hidden = true;
    } catch {
      // Old figures must not look like new ones.
      stale.hidden = false;
    }
  };

  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
})();
