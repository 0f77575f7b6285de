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

  // Beside what planning.js does for a file: the first of several is taken, and one that is too large is said at once.
  for (const row of document.querySelectorAll("[data-file-row]")) {
    const zone = row.closest("[data-drop]");
    const file = zone.querySelector("input[type=file]");
    const name = row.querySelector("[data-file-name]");
    const judge = (many) => {
      if (file.files[0]?.size > row.dataset.limit) {
        file.value = "";
        name.textContent = row.dataset.large;
        row.querySelector("[data-file-clear]").hidden = true;
      } else if (many && file.files.length) name.textContent = `${file.files[0].name}. ${row.dataset.many}`;
    };
    zone.addEventListener("drop", (event) => judge(event.dataTransfer.files.length > 1));
    file.addEventListener("change", () => judge(false));
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
