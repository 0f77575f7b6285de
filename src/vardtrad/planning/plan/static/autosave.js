// Fields that save themselves: <form data-autosave data-path>, each with its own revision (p.field). What is typed is never thrown
// away: it stays in the field until the server has said that it is saved, and nobody else's text is written over it. Nothing of it
// is kept in the browser's storage.
//
// POST to the form's action with Accept: application/json. Answers, as JSON:
//   200 {revision, saved_words, value?, seen?}           saved; what to say of it ("Sparat 13:10 av …"); the step's content number
//   409 {revision, value | theirs, value_words?, saved_words?, error?}
//                                                        somebody else saved first: both texts stand there until one is chosen
//   422 {error}                                          the text does not fit
// Anything that is not one of these: 401, 403, 404 and a redirect mean that the user is logged out or let out; all else is tried again.
// POST to data-editing-href (path and csrf only) when the field gets the focus and every 20 s while it has it; with left=1 when it
// has lost it.
//
// An element [data-live-fields=address] lets the page follow the others: at the live event "changed" the address is asked for
// {fields: [{path, revision, value, value_words, saved_words, editing_words}], marker?, seen?}. seen goes into the forms marked
// data-follows-fields, whose buttons speak of all that the fields hold. marker says how far all but the fields has
// come; when it is not data-live-marker, the event "outdated" tells live.js to offer "Ladda om".
(() => {
  "use strict";
  const source = document.querySelector("[data-live-fields]");
  const forms = []; // rows.js brings and takes away those of rows ("fieldscame", "fieldsgone")
  if (!source && !document.querySelector("form[data-autosave]")) return;
  document.documentElement.classList.add("scripted");

  const say = document.getElementById("script-words")?.dataset || {};
  const PAUSE = 800; // ms after the last key
  const AGAIN = [2000, 4000, 8000, 15000, 30000]; // ms before each new try
  const PING = 20000; // ms; the others' pages forget a writer after 45 s
  const FORGET = 46000;
  const PATIENCE = 4000; // ms that a click on a link waits for what is being saved
  const SMALL = 60000; // bytes: what the browser lets a request be that outlives its page

  const valueOf = (form) => new FormData(form).getAll("value").join("\n"); // several alternatives make a line each
  const partial = (form) => form.querySelector("input[type=date]")?.validity.badInput; // a date half written is no value yet
  const states = new Map();
  const dirty = (form) => valueOf(form) !== states.get(form).saved;
  const unsettled = (form) => dirty(form) || Boolean(states.get(form).sending);
  const inside = (form) => form.contains(document.activeElement);
  const box = (form) => form.querySelector("[data-theirs]");

  const begin = (form) => {
    const own = { saved: valueOf(form), timer: 0, sending: null, sent: null, unsure: [], tries: 0, theirs: null, bad: false, failed: false, outlives: true };
    states.set(form, own);
    forms.push(form);
    // A field that came back from the server unsaved: refused, or beside somebody else's text.
    if (!box(form).hidden) own.theirs = { value: box(form).querySelector("[data-theirs-text]").textContent, revision: Number(form.elements.revision.value), drawn: true };
    if (own.theirs || form.querySelector("[data-error]").textContent) own.saved = null;
  };

  // The eye sees every state; the ear hears what went wrong, and "saved" when the writer leaves the field.
  const tell = (form, { words = "", bad = false, aloud = false } = {}) => {
    const shown = form.querySelector("[data-say]");
    shown.textContent = words;
    shown.toggleAttribute("data-bad", bad);
    form.toggleAttribute("data-unsaved", bad);
    states.get(form).bad = bad;
    const voice = form.querySelector("[data-voice]");
    if (aloud && voice.textContent !== words) voice.textContent = words;
    if (!words) voice.textContent = "";
  };
  const fault = (form, words) => {
    form.querySelector("[data-error]").textContent = words;
    for (const one of form.querySelectorAll("[name=value]:not([type=hidden])")) {
      if (words) one.setAttribute("aria-invalid", "true");
      else one.removeAttribute("aria-invalid");
    }
  };
  const savedWords = (form, words) => {
    if (!words) return;
    const place = form.querySelector("[data-saved]");
    place.textContent = words;
    place.closest("a")?.removeAttribute("hidden"); // now there is something to look back at
  };
  // What a closed row says of the field.
  const cells = (path, words) => {
    if (words === undefined) return;
    for (const cell of document.querySelectorAll(`[data-cell="${CSS.escape(path)}"]`)) cell.textContent = words || "–";
  };
  // What is said of the whole (Klarmarkera, Justera) is said of the content that the page shows: one's own saving moves it one
  // step, and so does what was followed from others, when it stands on the page. Fields are saved beside each other, so an answer
  // may come before that of an earlier saving: it counts when the one before it has come. Nothing moves the content back.
  const early = new Set();
  const seen = (number, whole) => {
    if (typeof number !== "number") return;
    if (!whole) early.add(number);
    for (const one of document.querySelectorAll("form[data-follows-fields] input[name=seen]")) {
      if (whole && number > Number(one.value)) one.value = number;
      while (early.has(Number(one.value) + 1)) one.value = Number(one.value) + 1;
    }
  };

  const ask = async (form, body) => {
    const outlives = states.get(form).outlives = String(body).length < SMALL;
    const answer = await fetch(form.action, { method: "POST", body, keepalive: outlives, redirect: "manual", headers: { Accept: "application/json" } });
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.type === "opaqueredirect" ? 401 : answer.status, told: json ? await answer.json() : null };
  };

  // One save of a field is under way at a time; what was typed meanwhile goes next.
  const save = (form) => {
    const own = states.get(form);
    clearTimeout(own.timer);
    if (own.sending || own.theirs || !dirty(form) || partial(form)) return own.sending;
    own.sent = valueOf(form);
    tell(form, { words: say.saving });
    own.sending = ask(form, new URLSearchParams(new FormData(form)))
      .then(({ status, told }) => took(form, status, told), () => took(form, 0, null))
      .finally(() => {
        own.sending = null;
        if (dirty(form) && !own.bad && !own.theirs) save(form);
      });
    return own.sending;
  };

  const took = (form, status, told) => {
    const own = states.get(form);
    own.failed = status !== 200 || !told; // until a saving succeeds, also while a new try is under way
    if (status === 200 && told) {
      own.tries = 0;
      own.unsure = [];
      own.saved = own.sent;
      form.elements.revision.value = told.revision;
      fault(form, "");
      savedWords(form, told.saved_words);
      cells(form.dataset.path, told.value_words);
      seen(told.seen, false);
      tell(form);
      if (!inside(form)) form.querySelector("[data-voice]").textContent = told.saved_words || "";
    } else if (status === 409 && told?.another) { // somebody else has logged in
      tell(form, { words: told.another, bad: true, aloud: true });
    } else if (status === 409 && told) {
      conflict(form, told);
    } else if (status === 422 && told) {
      fault(form, told.error || "");
      tell(form, { words: say.unsaved, bad: true, aloud: true });
    } else if (status === 401 || status === 403 || status === 404) {
      tell(form, { words: say.lost, bad: true, aloud: true });
    } else {
      own.unsure.push(own.sent); // it may have been saved, though the answer never came
      tell(form, { words: say.retrying, bad: true, aloud: true });
      const wait = AGAIN[Math.min(own.tries++, AGAIN.length - 1)];
      own.timer = setTimeout(() => save(form), wait);
    }
  };

  // Two wrote at once: theirs is shown beside, and nothing is saved until the writer has chosen.
  const conflict = (form, told) => {
    const own = states.get(form);
    const value = told.value ?? told.theirs ?? ""; // theirs may be words for the reader
    if (value === valueOf(form)) return put(form, { ...told, value }); // both wrote the same
    if (own.unsure.some((sent) => sent.trim() === value.trim())) { // it is one's own, saved without an answer: what came after goes on from it
      own.unsure = [];
      own.tries = 0;
      own.failed = false;
      own.saved = value;
      form.elements.revision.value = told.revision;
      savedWords(form, told.saved_words);
      tell(form);
      return void save(form);
    }
    own.theirs = { ...told, value };
    box(form).querySelector("[data-theirs-text]").textContent = told.value_words || value;
    box(form).hidden = false;
    tell(form, { words: say.conflict, bad: dirty(form), aloud: true });
  };
  const settled = (form) => {
    const own = states.get(form);
    const theirs = own.theirs;
    own.theirs = null;
    own.failed = false;
    box(form).hidden = true;
    if (theirs) form.elements.revision.value = theirs.revision;
    tell(form);
    return theirs;
  };
  const keepMine = (form) => {
    states.get(form).saved = null; // so that it counts as changed
    settled(form);
    save(form);
    (form.querySelector("textarea") || form.querySelector("[name=value]:not([type=hidden])"))?.focus();
  };

  // What somebody else saved, put into a field that has nothing of one's own.
  const put = (form, told, aloud) => {
    const own = states.get(form);
    settled(form);
    const field = form.elements.value;
    const chosen = String(told.value).split("\n");
    if (field instanceof RadioNodeList) for (const one of field) one.checked = chosen.includes(one.value);
    else if (field) field.value = told.value;
    const words = form.querySelector("[data-value]");
    if (words && told.value_words !== undefined) words.textContent = told.value_words || "–";
    form.elements.revision.value = told.revision;
    own.saved = valueOf(form);
    fault(form, "");
    savedWords(form, told.saved_words);
    if (aloud) form.querySelector("[data-voice]").textContent = `${say.updated} ${told.saved_words || ""}`;
    field?.dispatchEvent?.(new CustomEvent("grow", { bubbles: true }));
  };

  // A field is left when the pointer goes down on a button; were "Sparar" to make a line longer there and then, the button would
  // move away from under the pointer and the click be lost. So the saving waits until the pointer is up.
  let pressed = false;
  addEventListener("pointerdown", (event) => { pressed = event.button === 0; }, true);
  for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => { pressed = false; }, true);
  addEventListener("blur", () => { pressed = false; }); // the window lost it: the pointer may come up elsewhere
  const saveReleased = (form) => {
    if (!pressed) return save(form);
    clearTimeout(states.get(form).timer);
    states.get(form).timer = setTimeout(() => saveReleased(form), 50);
  };

  const attend = (form) => {
    begin(form);
    const own = states.get(form);
    form.setAttribute("data-autosave", "on"); // its button is there again only when saving does not work
    form.addEventListener("input", () => {
      clearTimeout(own.timer);
      if (own.bad && !own.theirs && !own.tries) tell(form); // mended perhaps: tried again
      if (own.theirs) tell(form, { words: say.conflict, bad: true });
      own.timer = setTimeout(() => save(form), PAUSE);
    });
    form.addEventListener("change", () => saveReleased(form));
    let pinging = 0;
    const ping = (left) => {
      if (!form.dataset.editingHref) return;
      const body = new URLSearchParams({ path: form.dataset.path });
      for (const name of ["csrfmiddlewaretoken", "drawn_for"]) body.set(name, form.elements[name]?.value || "");
      if (left === true) body.set("left", "1");
      fetch(form.dataset.editingHref, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } }).catch(() => {});
    };
    form.addEventListener("focusin", (event) => {
      if (!event.target.matches("[name=value]") || pinging) return;
      ping();
      pinging = setInterval(ping, PING);
    });
    form.addEventListener("focusout", (event) => {
      if (form.contains(event.relatedTarget)) return;
      clearInterval(pinging);
      if (pinging) ping(true);
      pinging = 0;
      if (own.theirs && !dirty(form)) put(form, own.theirs, true); // it was only looked at
      else saveReleased(form);
    });
  };
  const within = (place) => forms.filter((form) => place.contains(form));
  document.querySelectorAll("form[data-autosave]").forEach(attend);
  document.addEventListener("fieldscame", (event) => {
    for (const form of event.target.querySelectorAll("form[data-autosave]")) if (!states.has(form)) attend(form);
  });
  document.addEventListener("fieldsgone", () => {
    for (const form of forms.filter((one) => !one.isConnected)) {
      clearTimeout(states.get(form).timer);
      states.delete(form);
      forms.splice(forms.indexOf(form), 1);
    }
  });
  document.addEventListener("fieldsasked", (event) => {
    const { detail } = event;
    detail.busy = within(detail.within).some((form) => unsettled(form) || inside(form));
    detail.settle = () => settle(within(detail.within));
  });

  // Before the page is left, by a link or by a verb's button, what is typed is saved; what cannot be saved keeps the user here.
  const settle = async (asked = forms) => {
    asked.forEach(save);
    const all = () => Promise.allSettled(asked.map((form) => states.get(form)?.sending).filter(Boolean));
    const done = (async () => { while (asked.some((form) => states.get(form)?.sending)) await all(); })();
    await Promise.race([done, new Promise((late) => setTimeout(late, PATIENCE))]);
    const left = asked.find((form) => states.has(form) && unsettled(form));
    if (left) {
      if (!states.get(left).bad) tell(left, { words: say.wait, bad: true, aloud: true });
      left.scrollIntoView({ block: "center" });
      (left.querySelector("[name=value]:not([type=hidden])") || left.querySelector("a, button"))?.focus();
    }
    return !left;
  };
  let letThrough = false;
  addEventListener("submit", (event) => {
    const form = event.target;
    if (states.has(form)) {
      const keep = event.submitter?.name === "keep" && event.submitter.value;
      const own = states.get(form);
      if (keep === "theirs" && own.theirs?.drawn) { // the server drew it, and knows more of it than its words
        own.theirs = null;
        own.saved = valueOf(form);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      if (keep === "mine") keepMine(form);
      else if (keep === "theirs") own.theirs && put(form, own.theirs);
      else { own.tries = 0; save(form); }
      return;
    }
    if (letThrough || form.method === "dialog" || !forms.some(unsettled)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    settle().then((saved) => {
      if (!saved) return;
      letThrough = true;
      form.requestSubmit(submitter);
      letThrough = false;
    });
  }, true);
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target || link.dataset.opens) return;
    if (link.getAttribute("href").startsWith("#") || !forms.some(unsettled)) return;
    event.preventDefault();
    settle().then((saved) => saved && location.assign(link.href));
  });
  addEventListener("beforeunload", (event) => {
    forms.forEach(save);
    const losing = (form) => {
      const own = states.get(form);
      return dirty(form) && (own.bad || own.failed || own.theirs || own.sent !== valueOf(form) || !own.outlives);
    };
    if (forms.some(losing)) event.preventDefault();
  });
  addEventListener("pagehide", () => forms.forEach(save));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && forms.forEach(save));
  addEventListener("online", () => forms.forEach((form) => { states.get(form).tries = 0; save(form); }));

  // What the others save and write, at the live event; once more when those who wrote should be forgotten.
  let forgetting = 0;
  const asked = () => {
    const open = [...document.querySelectorAll("[data-row][data-open]")].map((row) => ["rad", row.dataset.row]);
    return source.dataset.liveFields + (open.length ? `?${new URLSearchParams(open)}` : "");
  };
  const follow = async () => {
    const answer = await fetch(asked(), { redirect: "manual", headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    const fields = Array.isArray(told) ? told : told.fields;
    if (told.marker !== undefined && String(told.marker) !== source.dataset.liveMarker) document.body.dispatchEvent(new CustomEvent("outdated"));
    clearTimeout(forgetting);
    if (fields.some((one) => one.editing_words)) forgetting = setTimeout(follow, FORGET);
    document.dispatchEvent(new CustomEvent("fieldstold", { detail: told }));
    for (const one of fields) {
      cells(one.path, one.value_words);
      const place = document.querySelector(`[data-path="${CSS.escape(one.path)}"]`);
      if (!place) continue;
      const writes = place.querySelector("[data-editing]");
      if (writes && writes.textContent !== (one.editing_words || "")) writes.textContent = one.editing_words || "";
      if (states.has(place)) await followForm(place, one);
      else if (one.revision > Number(place.dataset.revision || 0)) {
        place.dataset.revision = one.revision;
        place.querySelector("[data-value]").textContent = one.value_words || "–";
        savedWords(place, one.saved_words);
        place.querySelector("[data-voice]").textContent = `${say.updated} ${one.saved_words || ""}`;
      }
    }
    const current = told.marker === undefined || String(told.marker) === source.dataset.liveMarker;
    if (current && !forms.some((form) => states.get(form).theirs)) seen(told.seen, true);
  };
  const followForm = async (form, told) => {
    const own = states.get(form);
    if (own.sending) await own.sending; // it may be one's own that is told
    if (told.revision <= Number(form.elements.revision.value) || told.revision <= (own.theirs?.revision || 0)) return;
    if (dirty(form) || inside(form)) conflict(form, told);
    else put(form, told, true);
  };
  if (source) for (const news of ["changed", "listening"]) document.body.addEventListener(news, follow);
})();
