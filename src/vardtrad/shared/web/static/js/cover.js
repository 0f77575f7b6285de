// When nobody, or somebody else, is logged in any more, an open page covers what it shows: also in other tabs, and after the time
// without use has run out. What is typed stays under the cover, and is there again when the same person has logged in.
// <body data-here="address that says for whom pages are drawn now" data-for="for whom this one was">; <template id="cover-note">
// says that nobody is logged in, <template id="cover-note-other"> that somebody else is. Some minutes before the reader is logged
// out the page says so (WCAG 2.2.1): <template id="leaving-note"> with a button that stays, or "leaving-note-end" when the session
// cannot be prolonged; {n} in [data-minutes] is how many minutes there are.
(() => {
  "use strict";
  const { here, for: drawnFor } = document.body.dataset;
  if (!here) return;
  const PAUSE = 60000; // ms
  const SOON = [500, 2000, 5000]; // ms
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("vardtrad-inloggad") : null;

  let shown = ""; // the id of the note that covers the page
  const cover = (note) => {
    if (note === shown) return;
    shown = note;
    document.documentElement.toggleAttribute("data-covered", note !== "");
    document.querySelector(".cover")?.remove();
    if (!note) return;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    document.body.append(document.getElementById(note).content.cloneNode(true));
    document.querySelector(".cover a")?.focus();
  };
  const WARNED = 300; // s: from when the page says that the reader will be logged out
  const warn = ({ left = Infinity, prolongs }) => {
    const note = left <= WARNED && !shown ? (prolongs ? "leaving-note" : "leaving-note-end") : "";
    let said = document.querySelector("[data-leaving]");
    if (said && said.dataset.leaving !== note) said.remove();
    if (!note) return;
    if (!said?.isConnected) {
      document.body.append(document.getElementById(note).content.cloneNode(true));
      said = document.querySelector("[data-leaving]");
      said.dataset.leaving = note;
      said.querySelector("button")?.addEventListener("click", () => ask("?kvar"));
    }
    const words = said.querySelector("[data-minutes]");
    words.dataset.minutes ||= words.textContent;
    words.textContent = words.dataset.minutes.replace("{n}", Math.max(1, Math.floor(left / 60)));
  };
  const ask = async (stays = "") => {
    try {
      const answer = await fetch(here + stays, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const now = await answer.json();
      if (now.for === drawnFor) cover("");
      else cover(now.for ? "cover-note-other" : "cover-note");
      warn(now);
    } catch {
      // Without contact nobody knows: the next time tells.
    }
  };
  setInterval(() => ask(), PAUSE);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  addEventListener("pageshow", (event) => event.persisted && ask());
  // Other tabs need not wait: a page tells for whom it was drawn, and that its reader has logged out.
  // A logout is told before the server has answered it, so the question is put again a few times.
  const askSoon = () => {
    ask();
    SOON.forEach((wait) => setTimeout(() => ask(), wait));
  };
  tabs?.addEventListener("message", ({ data }) => data.here === here && (data.for !== drawnFor || shown) && askSoon());
  tabs?.postMessage({ here, for: drawnFor });
  let leaves = false;
  document.addEventListener("submit", (event) => {
    leaves = new URL(event.target.action).pathname.endsWith("/logga-ut");
    if (leaves) tabs?.postMessage({ here, for: "" });
  });
  addEventListener("pagehide", () => leaves && tabs?.postMessage({ here, for: "" })); // by now the answer has come
})();
