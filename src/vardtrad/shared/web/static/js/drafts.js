// Nothing typed is lost: <textarea data-draft="box" data-draft-href="where"> is saved a second after the typing stops, when the
// box is left, before its form is sent, and when the page goes away. The text stays in the page's memory until it is saved, never
// in the browser's storage: the computer may be shared. What another window has saved since is shown beside, not overwritten.
(() => {
  "use strict";
  const boxes = [];
  const PAUSE = 1000; // ms after the last key
  const AGAIN = [2000, 4000, 8000, 15000, 30000]; // ms before each new try
  const TIRED = 600000; // ms after the last key: then it tries no more by itself, so that no forgotten page stays logged in
  const PATIENCE = 2000; // ms that a sending waits for the saving before it
  const SMALL = 60000; // bytes: what the browser lets a request be that outlives its page

  const near = (area, what) => area.closest(".ds-field").querySelector(what);
  const mark = (area) => near(area, "input[name=utkast]");
  const states = new Map();
  const dirty = (area) => area.value !== states.get(area).saved;

  const tell = (area, words, bad = false) => {
    const place = near(area, "[data-draft-say]");
    if (place.textContent !== words) place.textContent = words;
    place.toggleAttribute("data-bad", bad);
    states.get(area).bad = bad;
  };
  const words = (area, name) => near(area, "[data-draft-say]").dataset[name];
  const seen = (area, at) => { mark(area).value = `${area.dataset.draft}@${at}`; };

  // A box is left when the pointer goes down on a button. Were something to be said below the box there and then, the button would
  // move away from under the pointer, and the click be lost. So what is told waits until the pointer is up.
  let pressed = false;
  addEventListener("pointerdown", (event) => { pressed = event.button === 0; }, true);
  for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => { pressed = false; }, true);
  addEventListener("blur", () => { pressed = false; }); // the window lost it: the pointer may come up elsewhere
  const released = async () => { // a second at most: the pointer may have come up where no page hears of it
    for (let tries = 0; pressed && tries < 20; tries++) await new Promise((later) => setTimeout(later, 50));
  };

  // The secret against CSRF, and for whom the page was drawn (vardtrad.shared.login.drawn_for).
  const carried = (form) => Object.fromEntries(["csrfmiddlewaretoken", "drawn_for"].flatMap((name) => form.elements[name] ? [[name, form.elements[name].value]] : []));

  const save = (area) => {
    const own = states.get(area);
    clearTimeout(own.timer);
    if (own.sending || own.theirs || own.leaving || !dirty(area)) return own.sending;
    own.sent = area.value;
    const body = new URLSearchParams({ utkast: mark(area).value, [area.name]: area.value, ...carried(area.form) });
    own.outlives = String(body).length < SMALL;
    own.sending = fetch(area.dataset.draftHref, {
      method: "POST", body, redirect: "manual", headers: { Accept: "application/json" }, keepalive: own.outlives,
    })
      .then(async (answer) => [answer.type === "opaqueredirect" ? 401 : answer.status, await answer.json().catch(() => null)])
      .catch(() => [0, null])
      .then(async ([status, told]) => {
        await released();
        took(area, status, told);
      })
      .finally(() => {
        own.sending = null;
        if (dirty(area) && !own.bad && !own.theirs) later(area, PAUSE);
      });
    return own.sending;
  };
  const later = (area, wait) => {
    const own = states.get(area);
    clearTimeout(own.timer);
    own.timer = setTimeout(() => save(area), wait);
  };

  const took = (area, status, told) => {
    const own = states.get(area);
    own.lost = false;
    if (status === 200 && told) {
      own.held = false;
      own.tries = 0;
      own.unsure = [];
      own.saved = own.sent;
      seen(area, told.at);
      tell(area, told.saved);
    } else if (status === 409 && told?.another) { // somebody else has logged in: not a word of it is theirs
      tell(area, told.another, true);
    } else if (status === 409 && told) {
      if (told.text === area.value || own.unsure.includes(told.text)) { // one's own, saved without an answer: it goes on from there
        own.unsure = [];
        own.saved = told.text;
        seen(area, told.at);
        tell(area, "");
        if (dirty(area)) later(area, 0);
      } else {
        own.theirs = told;
        near(area, "[data-draft-text]").textContent = told.text;
        near(area, "[data-draft-other]").hidden = false;
        tell(area, words(area, "conflict"), true);
      }
    } else if (status === 410) { // sent or thrown away in another window, and still written on here: a new one
      own.saved = "";
      seen(area, "");
      later(area, 0);
    } else if (status === 422 && told) {
      tell(area, told.error, true);
    } else if (status === 401 || status === 403 || status === 404) {
      tell(area, words(area, "lost"), true);
    } else {
      own.unsure.push(own.sent); // it may have been saved, though the answer never came
      own.lost = status === 0;
      tell(area, words(area, own.held ? "held" : "unsaved"), true);
      if (Date.now() - own.typed < TIRED) later(area, AGAIN[Math.min(own.tries++, AGAIN.length - 1)]);
    }
  };

  const all = () => boxes.forEach(save);
  const add = (area) => {
    area.autocomplete = "off"; // the server's text is shown when one comes back, not what the browser remembers
    states.set(area, { saved: area.defaultValue, timer: 0, sending: null, sent: null, unsure: [], tries: 0, typed: 0, bad: false, theirs: null, leaving: false, outlives: true, lost: false, held: false });
    boxes.push(area);
    area.addEventListener("input", () => {
      states.get(area).typed = Date.now();
      states.get(area).leaving = false;
      later(area, PAUSE);
    });
    area.addEventListener("change", () => save(area));

    const thrower = document.querySelector(`[data-draft-throw="${CSS.escape(area.id)}"]`);
    if (thrower) thrower.hidden = false;
    thrower?.addEventListener("click", async () => {
      area.value = "";
      area.dispatchEvent(new Event("input", { bubbles: true }));
      await states.get(area).sending;
      await save(area);
      if (states.get(area).bad) return;
      tell(area, words(area, "thrown"));
      thrower.closest("[data-draft-from]").remove();
      area.focus();
    });
    for (const choice of area.closest(".ds-field").querySelectorAll("[data-draft-keep]")) choice.addEventListener("click", () => {
      const own = states.get(area);
      const { text, at } = own.theirs;
      own.theirs = null;
      near(area, "[data-draft-other]").hidden = true;
      own.saved = text;
      seen(area, at);
      if (choice.dataset.draftKeep === "other") area.value = text;
      tell(area, "");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      save(area);
      area.focus();
    });
  };
  const find = (root) => [...root.querySelectorAll("textarea[data-draft]")].filter((area) => area.form && !states.has(area)).forEach(add);
  find(document);
  addEventListener("htmx:load", (event) => find(event.target)); // a form that was fetched when somebody unfolded it

  // Before a form is sent, what is typed in it is saved: should the sending be lost, the words are not. Without contact with the
  // server it is not sent at all. Once it has gone, the page
  // saves no more, or it would make a draft of what was just sent.
  let letThrough = false;
  addEventListener("submit", (event) => {
    const form = event.target;
    const mine = boxes.filter((area) => area.form === form);
    if (letThrough || !mine.length || event.defaultPrevented) return;
    mine.forEach(save);
    const under = mine.map((area) => states.get(area).sending).filter(Boolean);
    const go = () => mine.forEach((area) => { clearTimeout(states.get(area).timer); states.get(area).leaving = true; });
    if (!under.length) return go();
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.saving) return;
    form.dataset.saving = "1";
    const submitter = event.submitter;
    Promise.race([Promise.allSettled(under), new Promise((late) => setTimeout(late, PATIENCE))]).then(() => {
      delete form.dataset.saving;
      const lost = mine.filter((area) => dirty(area) && states.get(area).lost);
      if (lost.length) { // no contact: sent now, the words would be lost on the browser's own error page
        for (const area of lost) {
          states.get(area).held = true;
          tell(area, words(area, "held"), true);
        }
        return;
      }
      go();
      letThrough = true;
      form.requestSubmit(submitter);
      letThrough = false;
    });
  }, true);
  addEventListener("beforeunload", (event) => {
    all();
    const losing = (area) => { const own = states.get(area); return dirty(area) && !own.leaving && (own.bad || !own.outlives); };
    if (boxes.some(losing)) event.preventDefault();
  });
  addEventListener("pagehide", all);
  addEventListener("pageshow", (event) => event.persisted && states.forEach((own) => { own.leaving = false; }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && all());
  addEventListener("online", () => boxes.forEach((area) => { states.get(area).tries = 0; save(area); }));
})();
