// Comforts of an open case; the page works without them. A standard answer goes in at the cursor, with its own paragraph; the
// list can be searched.
(() => {
  "use strict";
  const part = document.querySelector("[data-answers]");
  const area = part && document.getElementById(part.dataset.answers);
  if (!area) return;
  const voice = part.querySelector("[data-answers-say]");

  const insert = (text) => {
    const { selectionStart: from, selectionEnd: to, value } = area;
    const before = value.slice(0, from).replace(/\s+$/, "");
    const after = value.slice(to).replace(/^\s+/, "");
    const whole = [before, text, after].filter(Boolean).join("\n\n");
    const at = (before ? before.length + 2 : 0) + text.length;
    area.value = whole;
    area.setSelectionRange(at, at);
    area.dispatchEvent(new Event("input", { bubbles: true })); // the counter and the draft
  };
  // Before anybody has put the cursor somewhere, the text goes last.
  area.setSelectionRange(area.value.length, area.value.length);

  part.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-text]");
    if (!button) return;
    event.preventDefault();
    insert(button.dataset.text);
    const used = document.createElement("input"); // what was used last is offered first
    Object.assign(used, { type: "hidden", name: "svar", value: button.value });
    area.form.append(used);
    voice.textContent = part.dataset.added.replace("{name}", button.closest("li").querySelector("b").textContent);
  });

  const find = part.querySelector("input[type=search]");
  find.closest(".find").hidden = false;
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  find.addEventListener("input", () => {
    const words = find.value.toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
    let left = 0;
    for (const one of part.querySelectorAll("li")) {
      const text = one.textContent.toLocaleLowerCase("sv");
      one.hidden = !words.every((word) => text.includes(word));
      left += !one.hidden;
    }
    const others = part.querySelector("[data-others]");
    if (others) others.open = words.length > 0 && [...others.querySelectorAll("li")].some((one) => !one.hidden);
    voice.textContent = left ? "" : part.dataset.none;
  });
})();
