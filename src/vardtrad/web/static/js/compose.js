// The box for a new message is small until somebody writes in it; then it grows and shows who is asked to acknowledge, and the
// field for a file (001-234, 001-238). Without this script all of it is always there.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-compose]")) {
    const text = form.querySelector("textarea");
    const more = form.querySelector("[data-more]");
    const file = form.querySelector("input[type=file]");
    const grow = () => {
      if (!text.value && !file?.files.length) return; // once open it stays: nothing shall jump away under the pointer
      more.hidden = false;
      form.dataset.grown = "";
    };
    if (!("typed" in form.dataset)) more.hidden = true;
    text.addEventListener("input", grow);
    file?.addEventListener("change", grow);
    addEventListener("pageshow", grow); // the browser may have kept what was written
    grow();
  }

  // A link straight to the messages opens them (001-232).
  const reveal = () => {
    const section = location.hash === "#meddelanden" && document.getElementById("meddelanden");
    if (!section) return;
    section.open = true;
    section.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
