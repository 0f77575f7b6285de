// The live process says "changed" about what the page shows, never what; the page offers to be loaded again.
// <body data-live="address">, <template id="live-note"> and the empty region #toast come from the server.
(() => {
  "use strict";
  const address = document.body.dataset.live;
  if (!address || !("EventSource" in window)) return;
  const FIRST_LOOK = 1500;
  const AGAIN = [10000, 30000, 60000, 300000]; // ms before each new try
  let source;
  let tries = 0;
  let waiting = 0;

  const offer = () => {
    const toast = document.getElementById("toast");
    const note = document.getElementById("live-note");
    if (toast && note && !toast.hasChildNodes()) toast.append(note.content.cloneNode(true));
  };
  // A page that asks what has changed (its fields, or how it stands) is offered to be loaded again only when more than its fields has changed.
  document.body.addEventListener("outdated", offer);
  const changed = () => {
    if (!document.querySelector("[data-live-fields], [data-now]")) offer();
    document.body.dispatchEvent(new CustomEvent("changed")); // htmx may listen: hx-trigger="changed from:body"
  };
  const listen = () => {
    source = new EventSource(address, { withCredentials: true });
    source.addEventListener("changed", changed);
    // What changed between the page's drawing and the first look of the live process is told by nobody: who can, asks.
    source.addEventListener("open", () => {
      tries = 0;
      setTimeout(() => document.body.dispatchEvent(new CustomEvent("listening")), FIRST_LOOK);
    });
    // The browser connects again by itself when the connection breaks, but gives up at any answer that is no stream: one from a
    // proxy while the live process restarts, a 503 while the database is away, or a 204 when there is nothing more to hear.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) waiting = setTimeout(listen, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
    });
  };

  listen();
  addEventListener("pagehide", () => {
    clearTimeout(waiting);
    source.close();
  });
  addEventListener("pageshow", (event) => event.persisted && listen());
})();
