// Comforts of an open case; the page works without them. A standard answer goes in at the cursor, with its own paragraph; the
// list can be searched; and "/" in the box offers the answers by name.
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

  const nameOf = (button) => button.closest("li").querySelector("b").textContent;
  const add = (button) => {
    insert(button.dataset.text);
    const used = document.createElement("input"); // what was used last is offered first
    Object.assign(used, { type: "hidden", name: "svar", value: button.value });
    area.form.append(used);
    voice.textContent = part.dataset.added.replace("{name}", nameOf(button));
  };
  part.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-text]");
    if (!button) return;
    event.preventDefault();
    add(button);
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

  // "/" at the beginning of a word, and then letters of the name. The arrows choose, Enter or Tab adds, Escape leaves the sign.
  const MOST = 6;
  const list = document.createElement("ul");
  Object.assign(list, { id: `${area.id}-names`, className: "answers offered", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", "standard");
  area.after(list);
  let offered = [];
  let chosen = 0;
  let left = -1; // the place of a "/" that was left with Escape

  const other = (button) => button.closest("[data-others]");
  const asked = () => {
    const before = area.value.slice(0, area.selectionStart);
    const words = /(?:^|\s)\/((?:[^\s/][^\n/]{0,40})?)$/.exec(before);
    return area.selectionStart === area.selectionEnd && words ? { words: words[1], from: before.length - words[1].length - 1 } : undefined;
  };
  const close = () => {
    if (area.hasAttribute("aria-controls")) voice.textContent = ""; // what is no longer offered
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
    area.removeAttribute("aria-controls");
  };
  const choose = (place) => {
    chosen = (place + offered.length) % offered.length;
    [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    list.children[chosen].scrollIntoView({ block: "nearest" });
    area.setAttribute("aria-activedescendant", list.children[chosen].id);
    const mark = other(offered[chosen]) ? ` (${part.dataset.other})` : "";
    const words = { name: nameOf(offered[chosen]) + mark, at: chosen + 1, all: offered.length };
    voice.textContent = part.dataset.offered.replace(/\{(\w+)\}/g, (_whole, word) => words[word]);
  };
  const offer = () => {
    const now = asked();
    if (!now || now.from === left) return close();
    left = -1;
    const words = now.words.toLocaleLowerCase("sv").split(/\s+/).filter(Boolean);
    const fits = (button) => words.every((word) => nameOf(button).toLocaleLowerCase("sv").includes(word));
    offered = [...part.querySelectorAll("button[data-text]")].filter(fits).slice(0, MOST);
    list.replaceChildren(...offered.map((button, at) => {
      const one = document.createElement("li");
      const name = document.createElement("b");
      const begins = document.createElement("span");
      one.id = `${list.id}-${at}`;
      one.setAttribute("role", "option");
      name.textContent = nameOf(button);
      begins.className = "clip";
      begins.textContent = button.dataset.text;
      one.append(name);
      if (other(button)) {
        const mark = document.createElement("span"); // an answer to another type of case is easily the wrong one
        mark.className = "pill";
        mark.textContent = part.dataset.other;
        one.append(mark);
      }
      one.append(begins);
      return one;
    }));
    list.hidden = offered.length === 0;
    if (list.hidden) return close();
    area.setAttribute("aria-controls", list.id);
    choose(0);
  };
  const take = (place) => {
    const { from } = asked();
    area.setRangeText("", from, area.selectionStart, "end");
    close();
    add(offered[place]);
    area.focus();
  };
  area.addEventListener("input", offer);
  area.addEventListener("click", offer);
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => take(chosen),
      Tab: () => take(chosen),
      Escape: () => {
        left = asked().from;
        close();
      },
    };
    if (!Object.hasOwn(acts, event.key) || (event.key === "Tab" && event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the cursor
  list.addEventListener("click", (event) => {
    const place = [...list.children].indexOf(event.target.closest("li"));
    if (place >= 0) take(place);
  });
  const hint = part.querySelector("[data-slash]");
  if (hint) hint.hidden = false;
})();
