// Fields that save themselves: <form data-autosave data-path>, each with its own revision. What is typed is never thrown away:
// it stays in the field until the server has said that it is saved, and nobody else's text is written over it.
(() => {
  "use strict";
  const forms = [...document.querySelectorAll("form[data-autosave]")];
  if (!forms.length && !document.querySelector("[data-live-fields]")) return;
  document.documentElement.classList.add("scripted");
  const words = document.body.dataset;
  const say = (key, fallback) => words[key] || fallback;
  const PAUSE = 800;
  const AGAIN = 4000;
  const PING = 20000;

  const value = (form) => new FormData(form).get("value") ?? "";
  const state = new Map(forms.map((form) => [form, { saved: value(form), timer: 0, busy: false, again: false, conflict: false }]));
  const tell = (form, text, bad) => {
    const place = form.querySelector("[data-saved]");
    if (!place) return;
    place.textContent = text;
    place.toggleAttribute("data-bad", Boolean(bad));
  };
  const dirty = (form) => value(form) !== state.get(form).saved;

  const save = async (form, { leaving = false, keep = "" } = {}) => {
    const own = state.get(form);
    clearTimeout(own.timer);
    if (own.conflict && !keep) return;
    if (!dirty(form) && !keep) return;
    if (own.busy && !leaving) { own.again = true; return; }
    own.busy = true;
    const sent = value(form);
    const body = new URLSearchParams(new FormData(form));
    if (keep) body.set("keep", keep);
    tell(form, say("saving", "Sparar …"));
    let answer = null, told = null;
    try {
      answer = await fetch(form.action, { method: "POST", body, keepalive: leaving, redirect: "manual", headers: { Accept: "application/json" } });
      told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    } catch { /* the line is down: tried again below */ }
    own.busy = false;
    if (answer?.status === 200 && told) {
      own.saved = sent;
      own.conflict = false;
      form.elements.revision.value = told.revision;
      tell(form, told.saved);
      form.querySelector(".theirs")?.remove();
    } else if (answer?.status === 409 && told) {
      conflict(form, told);
    } else if (answer?.status === 422 && told) {
      tell(form, told.error, true);
    } else if (answer && (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403 || answer.status === 404)) {
      tell(form, say("loggedOut", "Inte sparat: du är utloggad eller har inte längre tillgång. Texten finns kvar här – kopiera den innan du lämnar sidan."), true);
    } else {
      tell(form, say("retrying", "Inte sparat – försöker igen"), true);
      own.timer = setTimeout(() => save(form), AGAIN);
    }
    if (own.again) { own.again = false; save(form); }
  };

  const conflict = (form, told) => {
    const own = state.get(form);
    own.conflict = true;
    form.querySelector(".theirs")?.remove();
    const box = document.createElement("div");
    box.className = "note theirs";
    box.setAttribute("role", "alert");
    const inside = box.appendChild(document.createElement("div"));
    inside.className = "stack grow";
    inside.appendChild(document.createElement("p")).textContent = told.error || say("conflict", "Någon annan har skrivit här sedan du började.");
    inside.appendChild(document.createElement("blockquote")).textContent = told.value_words || told.value || "";
    const row = inside.appendChild(document.createElement("div"));
    row.className = "row";
    const button = (text, act) => {
      const one = row.appendChild(document.createElement("button"));
      one.type = "button";
      one.className = "ds-button small";
      one.textContent = text;
      one.addEventListener("click", act);
    };
    button(say("keepMine", "Behåll min text"), () => {
      form.elements.revision.value = told.revision;
      own.conflict = false;
      box.remove();
      own.saved = null; // so that it counts as changed
      save(form);
    });
    button(say("takeTheirs", "Ta deras text"), () => {
      box.remove();
      own.conflict = false;
      put(form, told);
    });
    form.querySelector(".saved").before(box);
    tell(form, say("notSaved", "Inte sparat"), true);
  };

  const put = (form, told) => {
    const field = form.elements.value;
    if (field instanceof RadioNodeList) for (const one of field) one.checked = one.value === told.value;
    else if (field) field.value = told.value;
    form.elements.revision.value = told.revision;
    state.get(form).saved = value(form);
    tell(form, told.saved_words || told.saved || "");
  };

  for (const form of forms) {
    const own = state.get(form);
    form.addEventListener("input", () => { clearTimeout(own.timer); own.timer = setTimeout(() => save(form), PAUSE); });
    form.addEventListener("change", () => save(form));
    form.addEventListener("focusout", () => save(form));
    form.addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); save(form); }, true);
    const ping = () => form.dataset.editingHref && fetch(form.dataset.editingHref, {
      method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
    }).catch(() => {});
    let pinging = 0;
    form.addEventListener("focusin", () => { clearInterval(pinging); ping(); pinging = setInterval(ping, PING); });
    form.addEventListener("focusout", () => clearInterval(pinging));
  }
  addEventListener("pagehide", () => forms.forEach((form) => dirty(form) && save(form, { leaving: true })));
  addEventListener("online", () => forms.forEach((form) => save(form)));
  addEventListener("beforeunload", (event) => {
    if (forms.some((form) => state.get(form).conflict || (dirty(form) && form.querySelector("[data-bad]")))) event.preventDefault();
  });

  // What others have saved: fetched when the live process says "changed", and put where nobody is writing.
  const source = document.querySelector("[data-live-fields]");
  const refresh = async () => {
    const answer = await fetch(source.dataset.liveFields, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const { fields, marker } = await answer.json();
    // "marker" says how far the step has come (state, round, who has confirmed): when it differs, the page is outdated.
    if (marker !== undefined && marker !== source.dataset.liveMarker) document.body.dispatchEvent(new CustomEvent("outdated"));
    for (const told of fields) {
      const place = document.querySelector(`[data-path="${CSS.escape(told.path)}"]`);
      if (!place) continue;
      const editing = place.querySelector("[data-editing]");
      if (editing) editing.textContent = told.editing_words || "";
      if (place.matches("form")) {
        if (Number(place.elements.revision.value) >= told.revision) continue;
        if (state.get(place).busy) continue;
        if (dirty(place)) conflict(place, told);
        else put(place, told);
      } else {
        const shown = place.querySelector("[data-value]");
        if (shown && shown.textContent.trim() !== told.value_words) shown.textContent = told.value_words || "–";
        const by = place.querySelector("[data-saved]");
        if (by) by.textContent = told.saved_words;
      }
    }
  };
  if (source) document.body.addEventListener("changed", refresh);
})();
