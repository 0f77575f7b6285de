// Single-key shortcuts of the staff tool (B-12). Everything they do can be done by Tab and Enter too, and they can be switched
// off under Personliga inställningar: then the page has no [data-shortcuts] (WCAG 2.1.4).
(() => {
  "use strict";
  const help = document.querySelector("dialog[data-shortcuts]");
  if (!help) return;
  const writing = (at) => at.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]");
  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr:not(.more)")];
  const linkOf = (row) => row?.querySelector("th a[href], .subject a[href]") || row?.querySelector("a[href]");
  const here = () => document.activeElement?.closest?.("table[data-rows] tbody tr");

  const step = (by) => {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(here());
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    linkOf(next)?.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const follow = (selector) => {
    const found = document.querySelector(selector);
    found?.click();
    return Boolean(found);
  };
  // A button that does something at once is first pointed at: the same key again, or Enter, presses it (data-again: the id of the words about it).
  const press = (key) => {
    const found = document.querySelector(`[data-key="${key}"]`);
    if (!found) return false;
    if (!found.dataset.again || document.activeElement === found) found.click();
    else {
      document.getElementById(found.dataset.again).hidden = false;
      found.focus();
    }
    return true;
  };
  const focus = (selector) => {
    const found = document.querySelector(selector);
    found?.focus();
    return Boolean(found);
  };

  // The page about the keys, shown in a dialog: asked for the first time that somebody wants it.
  let underWay = false;
  const show = async () => {
    if (underWay) return;
    if (!help.hasChildNodes()) {
      underWay = true;
      const answer = await fetch(help.dataset.shortcuts).catch(() => undefined);
      const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
      underWay = false;
      const keys = page?.getElementById("keys");
      if (!keys) return location.assign(help.dataset.shortcuts);
      // The page below has its own first heading.
      const title = document.createElement("h2");
      title.id = "shortcuts-heading";
      title.textContent = keys.querySelector("h1").textContent;
      keys.querySelector("h1").replaceWith(title);
      const close = document.createElement("form");
      close.method = "dialog";
      const button = document.createElement("button");
      button.className = "ds-button";
      button.dataset.variant = "secondary";
      button.textContent = keys.dataset.close;
      close.append(button);
      help.append(keys, close);
    }
    help.showModal();
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const box = here()?.querySelector("input[type=checkbox]");
      box?.click();
      return Boolean(box);
    },
    "/": () => focus("[data-key='/']"),
    "?": () => (show(), true),
    u: () => {
      const back = [...document.querySelectorAll(".crumbs a")].pop();
      back?.click();
      return Boolean(back);
    },
    n: () => follow(".pager a[rel=next]"),
    p: () => follow(".pager a[rel=prev]"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches?.("textarea")) {
      // Send what is being written, by the form's own button.
      const form = event.target.form;
      const button = form?.querySelector("button[type=submit][data-send]") || form?.querySelector("button[type=submit]:not([formnovalidate], [name])");
      if (button) {
        event.preventDefault();
        form.requestSubmit(button);
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const done = KEYS[key]?.() || (/^[1-9a-zåäö]$/.test(key) && !KEYS[key] && press(key));
    if (done) event.preventDefault();
  });
})();
