// How many seconds are left to take back what was just done; without it the button says how many there were at first.
(() => {
  "use strict";
  const form = document.querySelector("form[data-undo]");
  if (!form) return;
  const left = form.querySelector("[data-undo-left]");
  left.setAttribute("aria-hidden", "true"); // a number that is read out each second helps nobody
  const ends = performance.now() + Number(form.dataset.undo) * 1000;

  const tick = () => {
    const seconds = Math.ceil((ends - performance.now()) / 1000);
    if (seconds <= 0) {
      form.remove();
      return;
    }
    left.textContent = `(${seconds}\u00a0s)`;
    setTimeout(tick, 250);
  };
  tick();
})();
