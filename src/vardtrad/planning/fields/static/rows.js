// The rows of repeated groups (planning/fields/_rows.html): opened and closed in place, and followed when others add, move or
// remove one. Without it the same links and buttons load the page. The fields themselves are autosave.js's: it tells what the
// server has said of the rows ("fieldstold"), is told which fields have come and gone ("fieldscame", "fieldsgone"), and answers
// whether those of a row are being written in ("fieldsasked": detail.busy, and detail.settle(), which saves them).
(() => {
  "use strict";
  const lists = () => [...document.querySelectorAll("[data-rows]")];
  if (!lists().length) return;
  const rowOf = (key) => document.querySelector(`[data-row="${CSS.escape(key)}"]`);
  const send = (row, name, detail = {}) => {
    row.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
    return detail;
  };
  const drawn = async (href) => {
    const answer = await fetch(href, { redirect: "manual", headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-row]");
  };

  // ── Open and close ──
  const body = (row) => row.querySelector(":scope > [data-row-body]");
  const toggle = (row) => row.querySelector(":scope > .rowline [data-row-toggle]");
  const show = (row, open) => {
    row.toggleAttribute("data-open", open);
    toggle(row).setAttribute("aria-expanded", String(open));
  };
  const open = async (row) => {
    const fresh = await drawn(row.dataset.openedHref);
    if (!fresh) return void location.assign(toggle(row).href); // the server says what is the matter
    body(row).replaceChildren(...body(fresh).childNodes);
    show(row, true);
    send(row, "fieldscame");
  };
  const close = async (row) => {
    if (!(await send(row, "fieldsasked", { within: body(row) }).settle())) return; // what cannot be saved stays on the page
    body(row).replaceChildren();
    show(row, false);
    send(row, "fieldsgone");
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-row-toggle]");
    if (!link?.closest("[data-row]").dataset.openedHref || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = link.closest("[data-row]");
    if (row.hasAttribute("data-open")) close(row);
    else open(row);
  });

  // ── What others add, move and remove ──
  const put = (list, row, before) => {
    if (row.nextElementSibling === before && row.parentElement === list) return;
    const active = row.contains(document.activeElement) ? document.activeElement : null;
    const selection = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    if (list.moveBefore && row.isConnected) list.moveBefore(row, before);
    else list.insertBefore(row, before);
    if (!active || document.activeElement === active) return;
    active.focus({ preventScroll: true });
    if (selection?.[0] !== null && selection) active.setSelectionRange(...selection);
  };
  const gone = (row, words) => {
    const { busy } = send(row, "fieldsasked", { within: row });
    if (!busy) {
      row.remove();
      send(document.body, "fieldsgone");
      return;
    }
    if (row.hasAttribute("data-removed")) return;
    row.setAttribute("data-removed", ""); // somebody writes here: the text stays until the page is left
    const note = document.createElement("p");
    note.className = "rowgone";
    note.setAttribute("role", "alert");
    note.textContent = words;
    row.prepend(note);
  };
  const told = (row, one) => {
    for (const [path, words] of Object.entries(one.cells)) {
      for (const cell of row.querySelectorAll(`[data-cell="${CSS.escape(path)}"]`)) {
        if (cell.textContent !== (words || "–")) cell.textContent = words || "–";
      }
    }
    const editing = row.querySelector(":scope > .rowline [data-row-editing]");
    if (editing.textContent !== one.editing) editing.textContent = one.editing;
  };
  const follow = async (rows) => {
    for (const one of rows) {
      const row = rowOf(one.row);
      if (one.removed) row && gone(row, one.removed);
      else if (row) told(row, one);
    }
    for (const list of lists()) {
      const wanted = rows.filter((one) => !one.removed && one.group === list.dataset.rows && one.under === list.dataset.under);
      let before = null;
      for (const one of wanted.reverse()) {
        let row = rowOf(one.row);
        if (!row) {
          row = await drawn(one.href);
          if (!row || rowOf(one.row)) continue;
          list.insertBefore(document.adoptNode(row), before);
          send(row, "fieldscame");
        } else put(list, row, before);
        row.removeAttribute("data-removed");
        row.querySelector(":scope > .rowgone")?.remove();
        before = row;
      }
      [...list.children].forEach((row, place) => {
        const number = row.querySelector(":scope > .rowline [data-row-number]");
        if (number) number.textContent = place + 1;
      });
    }
  };
  let next = null;
  let following = false;
  document.addEventListener("fieldstold", async (event) => {
    next = event.detail.rows;
    if (following || !next) return;
    following = true;
    while (next) {
      const rows = next;
      next = null;
      await follow(rows);
    }
    following = false;
  });
})();
