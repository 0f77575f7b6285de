// Marking many cases in a list (B-06). It works without this.
(() => {
  "use strict";

  const bar = document.querySelector("form[data-bulk]");
  if (bar) {
    const boxes = [...document.querySelectorAll('input[name="arende"][form="bulk"]')];
    const whole = bar.querySelector("#bulk-page");
    const every = bar.querySelector("#bulk-all");
    const said = bar.querySelector("[role=status]");
    const none = bar.querySelector("[data-bulk-none]");
    let last = null; // where a range with shift begins

    const show = () => {
      const count = boxes.filter((box) => box.checked).length;
      const words = every?.checked ? said.dataset.every : count === 1 ? said.dataset.one : count ? said.dataset.many.replace("{n}", count) : "";
      if (said.textContent !== words) said.textContent = words;
      bar.toggleAttribute("data-some", Boolean(words));
      whole.checked = count > 0 && count === boxes.length;
      whole.indeterminate = count > 0 && count < boxes.length;
    };
    const mark = (some, checked) => {
      for (const box of some) box.checked = checked;
      show();
    };

    document.addEventListener("click", (event) => {
      const at = boxes.indexOf(event.target);
      if (at < 0) return;
      if (event.shiftKey && last !== null) mark(boxes.slice(Math.min(at, last), Math.max(at, last) + 1), event.target.checked);
      last = at;
      if (!event.target.checked && every) every.checked = false;
      show();
    });
    whole.addEventListener("change", () => {
      if (!whole.checked && every) every.checked = false;
      mark(boxes, whole.checked);
    });
    every?.addEventListener("change", () => mark(boxes, every.checked));
    none.addEventListener("click", () => {
      if (every) every.checked = false;
      mark(boxes, false);
      whole.focus();
    });
    addEventListener("pageshow", show); // the browser may bring back what was marked

    bar.setAttribute("data-scripted", "");
    whole.parentElement.hidden = none.hidden = false;
    show();
  }
})();
