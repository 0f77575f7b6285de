// Comforts of the planning tool: the number beside Start, hints, keys for lists, files dropped on a field. All pages work without it.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");
  const say = document.getElementById("script-words")?.dataset || {};

  // The number of plans that have changed since the list was loaded (001-058), the line at the left of their rows (001-057), and
  // the same number in the blue box (001-059). [data-changed-url] answers {count, rows?: [key of tr[data-case], …], words?}.
  const badge = document.querySelector("[data-changed-url]");
  const count = async () => {
    const answer = await fetch(badge.dataset.changedUrl, { redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { count: number, rows = [] } = await answer.json();
    badge.hidden = !number;
    badge.textContent = number ? badge.dataset.words.replace("{n}", number) : "";
    for (const key of rows) {
      const row = document.querySelector(`tr[data-case="${CSS.escape(key)}"]:not([data-changed])`);
      if (!row) continue;
      row.setAttribute("data-changed", "");
      const note = document.createElement("span");
      note.className = "vh";
      note.textContent = ` ${say.rowChanged}`;
      row.querySelector("th")?.append(note);
    }
    if (number) document.body.dispatchEvent(new CustomEvent("outdated"));
    const told = document.querySelector("table[data-keys]") && document.querySelector("#toast > span");
    const words = number === 1 ? say.changedOne : say.changedMany?.replace("{n}", number);
    if (told && number && told.textContent !== words) told.textContent = words;
  };
  if (badge) for (const news of ["changed", "listening"]) document.body.addEventListener(news, count);

  // Hints (001-003): all that is to be done or awaited in a step, or what an icon means, in a bubble at hovering, focus and long
  // touch: the words of data-tip, else those that stand in the link for those who do not see. Escape takes it
  // away, and the pointer may go into it. The same words stand in the link for those who do not see.
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  bubble.hidden = true;
  bubble.setAttribute("aria-hidden", "true");
  document.body.append(bubble);
  let over = null;
  let waiting = 0;
  const hide = () => { clearTimeout(waiting); bubble.hidden = true; over = null; };
  const show = (link) => {
    clearTimeout(waiting);
    if (over === link) return;
    over = link;
    const hint = link.querySelector("[data-hint]");
    const unseen = link.querySelector(".vh")?.textContent.replace(/\s+/g, " ").trim();
    bubble.textContent = link.dataset.tip || (hint ? hint.textContent : unseen || "");
    bubble.hidden = false;
    const at = link.getBoundingClientRect();
    const own = bubble.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    bubble.style.left = `${Math.max(8, Math.min(at.left, room - own.width - 8))}px`;
    bubble.style.top = `${at.bottom + own.height + 8 > innerHeight ? Math.max(8, at.top - own.height - 4) : at.bottom + 4}px`;
  };
  const tipOf = (event) => event.target.closest?.("[data-tip]");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = tipOf(event);
    clearTimeout(waiting);
    if (link) waiting = setTimeout(show, 300, link);
    else if (over && event.target !== bubble) waiting = setTimeout(hide, 200);
  });
  document.addEventListener("focusin", (event) => {
    const link = tipOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else hide();
  });
  document.addEventListener("contextmenu", (event) => { // a long touch
    const link = tipOf(event);
    if (!link || event.pointerType === "mouse" || event.pointerType === undefined) return;
    event.preventDefault();
    show(link);
  });
  document.addEventListener("pointerdown", (event) => !tipOf(event) && hide());
  addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // The red circle opens by hovering too (001-103); a click, a key or a touch is the browser's own.
  let opened = null;
  let soon = 0;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const button = event.target.closest?.("[data-hover-opens]");
    clearTimeout(soon);
    if (button) {
      soon = setTimeout(() => {
        const list = document.getElementById(button.getAttribute("popovertarget"));
        if (!list?.showPopover || list.matches(":popover-open")) return;
        list.showPopover({ source: button });
        place(list, button);
        opened = list;
      }, 250);
    } else if (opened && !opened.contains(event.target)) {
      soon = setTimeout(() => { if (opened?.matches(":popover-open") && !opened.contains(document.activeElement)) opened.hidePopover(); opened = null; }, 250);
    }
  });
  // Where the browser cannot place it by its button itself.
  const place = (list, button) => {
    if (CSS.supports("position-area", "bottom")) return;
    const at = button.getBoundingClientRect();
    list.style.margin = "0";
    list.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - list.offsetWidth - 8))}px`;
    list.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - list.offsetHeight - 8))}px`;
  };
  document.addEventListener("toggle", (event) => {
    if (event.newState !== "open" || !event.target.matches?.(".pop[popover]")) return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(event.target.id)}"]`);
    if (button) place(event.target, button);
  }, true);

  // A form that came back with an error, or was asked for open, gets the focus.
  if (!document.querySelector(".ds-error-summary")) document.querySelector(".opened")?.focus();

  // A link to a folded section opens it.
  const reveal = () => {
    const section = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!section?.matches?.("details.field-sec")) return;
    section.open = true;
    section.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  // Keys for lists (B-12). They can be switched off, and the choice is kept in this browser; it says nothing of any patient.
  const OFF = "vt-keys-off";
  const help = document.getElementById("keys-help");
  const on = () => { try { return !localStorage.getItem(OFF); } catch { return true; } };
  const opener = document.querySelector("[data-keys-open]");
  if (opener && help?.showModal) {
    opener.hidden = false;
    opener.addEventListener("click", () => help.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !on()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog, [popover]")) return;
    const rows = [...document.querySelectorAll("table:is([data-keys], [data-rows]) tbody tr:not(.more)")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const go = (place) => {
      const row = rows[Math.max(0, Math.min(rows.length - 1, place))];
      (row.querySelector("th a[href], .subject a[href]") || row.querySelector("a[href]"))?.focus(); // not a link in a closed list
    };
    const key = event.key.toLowerCase();
    if (key === "j" && rows.length) go(at + 1);
    else if (key === "k" && rows.length) go(at < 0 ? 0 : at - 1);
    else if (key === "x" && at >= 0 && rows[at].querySelector("[data-more]")) rows[at].querySelector("[data-more]").click();
    else if (key === "/" && document.querySelector("[data-filter], input[type=search]")) document.querySelector("[data-filter], input[type=search]").focus();
    else if (key === "?" && help?.showModal) help.showModal();
    else return;
    event.preventDefault();
  });
  const keys = document.getElementById("keys-on");
  if (keys) {
    keys.checked = on();
    keys.addEventListener("change", () => {
      try { keys.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"); } catch { /* a private window */ }
    });
  }

  // A text box grows with what is written, where the style sheet alone cannot do it (001-234).
  if (!CSS.supports("field-sizing", "content")) {
    const grow = (event) => {
      const area = event.target;
      if (!area.matches?.("textarea.grows")) return;
      area.style.blockSize = "auto";
      area.style.blockSize = `${area.scrollHeight + 2}px`;
    };
    document.addEventListener("input", grow);
    document.addEventListener("grow", grow);
    document.querySelectorAll("textarea.grows").forEach((area) => grow({ target: area }));
  }

  // A file may be dropped on the field that chooses it (001-238).
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const field = zone.querySelector("input[type=file]");
    const name = zone.querySelector("[data-file-name]");
    const clear = zone.querySelector("[data-file-clear]");
    const shown = () => {
      if (name) name.textContent = field.files[0]?.name || "";
      if (clear) clear.hidden = !field.files.length;
    };
    for (const type of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(type, (event) => {
        event.preventDefault();
        zone.toggleAttribute("data-over", type === "dragover");
        if (type !== "drop" || !event.dataTransfer.files.length) return;
        const one = new DataTransfer();
        one.items.add(event.dataTransfer.files[0]); // one file a message
        field.files = one.files;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }
    field.addEventListener("change", shown);
    clear?.addEventListener("click", () => { field.value = ""; field.dispatchEvent(new Event("change", { bubbles: true })); field.focus(); });
    shown();
  }

  // A button that lights when all that is mandatory is filled in (001-187): the form names the fields in data-lights. The server
  // says what is missing to whoever has no script.
  for (const form of document.querySelectorAll("form[data-lights]")) {
    const button = form.querySelector("[data-lit]");
    if (!button) continue;
    const light = () => {
      const written = new FormData(form);
      const empty = form.dataset.lights.split(" ").some((name) => !String(written.get(name) || "").trim());
      button.disabled = empty;
    };
    for (const type of ["input", "change"]) form.addEventListener(type, light);
    light();
  }
})();
