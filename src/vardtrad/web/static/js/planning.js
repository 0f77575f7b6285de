// Comforts of the planning tool: the number beside Start, keys for lists, files dropped on a field. All pages work without it.
(() => {
  "use strict";
  document.documentElement.classList.add("scripted");

  // The number of plans that have changed since the page was loaded (001-058).
  const badge = document.querySelector("[data-changed-url]");
  const count = async () => {
    const answer = await fetch(badge.dataset.changedUrl, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { count: number, words } = await answer.json();
    badge.hidden = !number;
    badge.textContent = number || "";
    if (number) badge.insertAdjacentHTML("beforeend", '<span class="vh"></span>');
    if (number) badge.lastChild.textContent = " " + (words || "");
  };
  if (badge) document.body.addEventListener("changed", count);

  // A list that opens on top of others closes by Escape and by a click elsewhere.
  const close = (except) => document.querySelectorAll("details.todo[open]").forEach((one) => one === except || (one.open = false));
  document.addEventListener("click", (event) => close(event.target.closest?.("details.todo")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.activeElement?.closest?.("details.todo[open]");
    close();
    open?.querySelector("summary").focus();
  });

  // A form that came back with an error, or was asked for open, gets the focus.
  if (!document.querySelector(".ds-error-summary")) document.querySelector(".opened")?.focus();

  // Keys for lists (B-12): J and K go down and up, Enter opens, / filters, ? shows this. They can be switched off.
  const OFF = "vt-keys-off";
  const help = document.getElementById("keys-help");
  const on = () => { try { return !localStorage.getItem(OFF); } catch { return true; } };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !on()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
    const rows = [...document.querySelectorAll("table[data-rows] tbody tr:not(.more)")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const go = (place) => rows[Math.max(0, Math.min(rows.length - 1, place))]?.querySelector("th a[href], a[href]")?.focus();
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at < 0 ? 0 : at - 1);
    else if (event.key === "/") document.querySelector("input[type=search]")?.focus();
    else if (event.key === "?") help?.showModal?.();
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

  // A file may be dropped on the field that chooses it.
  for (const zone of document.querySelectorAll("[data-drop]")) {
    const field = zone.querySelector("input[type=file]");
    const name = zone.querySelector("[data-file-name]");
    const clear = zone.querySelector("[data-file-clear]");
    const show = () => {
      if (name) name.textContent = field.files[0]?.name || "";
      if (clear) clear.hidden = !field.files.length;
    };
    for (const type of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(type, (event) => {
        event.preventDefault();
        zone.toggleAttribute("data-over", type === "dragover");
        if (type === "drop" && event.dataTransfer.files.length) {
          const one = new DataTransfer();
          one.items.add(event.dataTransfer.files[0]); // one file a message
          field.files = one.files;
          show();
        }
      });
    }
    field.addEventListener("change", show);
    clear?.addEventListener("click", () => { field.value = ""; show(); field.focus(); });
    show();
  }
})();
