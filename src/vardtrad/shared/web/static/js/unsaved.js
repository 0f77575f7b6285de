// What is typed in a box without a draft of its own is not lost without a word: the browser asks before the page is left, and a
// form is not sent while there is no contact with the server (then the browser's error page would take the text along).
// data-unsaved: the text came back with a refusal, so the server has not saved it. <template id="offline-note"> holds what is said then.
(() => {
  "use strict";
  const kept = "textarea:not([data-draft]), input[data-asks]"; // a long line may hold a whole sentence
  const boxes = (root) => [...root.querySelectorAll(kept)].filter((area) => area.form && !area.form.matches("[data-path], [method=get]"));
  if (!boxes(document).length) return;
  const PATIENCE = 3000; // ms: a slow answer is no lost contact
  const sent = new Set();
  const changed = (area) => (area.value !== area.defaultValue || area.matches("[data-unsaved]")) && area.value.trim() !== "";
  const typed = (form) => boxes(form).some(changed);

  const tell = (form, lost) => {
    form.querySelector("[data-offline]")?.remove();
    const note = lost && document.getElementById("offline-note")?.content.cloneNode(true);
    if (!note) return;
    note.firstElementChild.setAttribute("role", "alert");
    form.append(note);
  };
  const inContact = () => fetch("/healthz", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) })
    .then(() => true, (error) => error.name === "TimeoutError");

  let letThrough = false;
  addEventListener("submit", (event) => {
    const form = event.target;
    const method = event.submitter?.formMethod || form.method;
    if (letThrough || event.defaultPrevented || method !== "post") return;
    if (!typed(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking) return;
    form.dataset.asking = "1";
    const submitter = event.submitter;
    inContact().then((there) => {
      delete form.dataset.asking;
      tell(form, !there);
      if (!there) return;
      sent.add(form);
      letThrough = true;
      form.requestSubmit(submitter);
      letThrough = false;
    });
  }, true);
  addEventListener("beforeunload", (event) => {
    if (boxes(document).some((area) => changed(area) && !sent.has(area.form))) event.preventDefault();
  });
  addEventListener("pageshow", (event) => event.persisted && sent.clear());
})();
