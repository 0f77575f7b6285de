// The buttons under a standard answer put a variable where the cursor stands, instead of sending the form (B-05).
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-variables]")) {
    const text = form.querySelector("textarea");
    for (const button of form.querySelectorAll('button[name="infoga"]')) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        text.setRangeText(`{${button.value}}`, text.selectionStart, text.selectionEnd, "end");
        text.dispatchEvent(new Event("input", { bubbles: true })); // the counter listens
        text.focus();
      });
    }
  }
})();
