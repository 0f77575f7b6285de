// Skicka ärende: the instruction of the chosen template only, and a plus that adds a ready text where the cursor stands. Without
// this script all instructions are shown, the plus asks the server for the page with the text added, and the x for an empty field.
(() => {
  "use strict";
  const choice = document.querySelector("select[name=template]");
  const show = () => {
    for (const one of document.querySelectorAll("[data-instruction]")) one.hidden = one.dataset.instruction !== choice.value;
  };
  if (choice) {
    choice.addEventListener("change", show);
    addEventListener("pageshow", show);
    show();
  }

  // The toolbar writes the signs of bold, italics, headings, lists and links around what is marked.
  for (const tools of document.querySelectorAll("[data-rich]")) {
    const area = document.getElementById(tools.dataset.rich);
    tools.hidden = !area;
    tools.addEventListener("click", (event) => {
      const tool = event.target.closest("button");
      if (!tool || !area) return;
      const { before, after, lines } = tool.dataset;
      let [start, end] = [area.selectionStart, area.selectionEnd];
      if (lines && start) start = area.value.lastIndexOf("\n", start - 1) + 1;
      const chosen = area.value.slice(start, end);
      const marked = lines ? chosen.split("\n").map((line) => lines + line).join("\n") : before + chosen + after;
      area.setRangeText(marked, start, end, "end");
      if (!lines) area.setSelectionRange(start + before.length, start + before.length + chosen.length);
      area.focus();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  // The x beside a field empties it; what else is on the page stays as it is.
  document.addEventListener("click", (event) => {
    const clears = event.target.closest?.("[data-clears]");
    const input = clears && document.getElementById(clears.dataset.clears);
    if (!input) return;
    event.preventDefault();
    input.value = "";
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

  document.addEventListener("click", (event) => {
    const plus = event.target.closest?.("button[data-adds]");
    const area = plus && document.getElementById(plus.dataset.addsTo);
    if (!area) return;
    event.preventDefault();
    const before = area.value.slice(0, area.selectionStart).trimEnd();
    const after = area.value.slice(area.selectionEnd).trimStart();
    area.value = [before, plus.dataset.adds, after].filter(Boolean).join("\n\n");
    const end = area.value.length - (after ? after.length + 2 : 0);
    area.focus();
    area.setSelectionRange(end, end);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
