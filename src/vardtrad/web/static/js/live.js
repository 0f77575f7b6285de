// The live process says "changed" about what the page shows, never what; the page offers to be loaded again.
// <body data-live="address">, <template id="live-note"> and the empty region #toast come from the server.
(() => {
  "use strict";
  const address = document.body.dataset.live;
  if (!address || !("EventSource" in window)) return;
  let source;

  const offer = () => {
    const toast = document.getElementById("toast");
    const note = document.getElementById("live-note");
    if (toast && note && !toast.hasChildNodes()) toast.append(note.content.cloneNode(true));
  };
  // A page whose fields refresh themselves is offered to be loaded again only when more than its fields has changed.
  document.body.addEventListener("outdated", offer);
  const changed = () => {
    if (!document.querySelector("[data-live-fields]")) offer();
    document.body.dispatchEvent(new CustomEvent("changed")); // htmx may listen: hx-trigger="changed from:body"
  };
  const listen = () => {
    source = new EventSource(address, { withCredentials: true });
    source.addEventListener("changed", changed);
  };

  listen();
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
})();
