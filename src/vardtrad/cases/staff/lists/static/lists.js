// "Kopiera länk": the address goes to the clipboard. Without script, or without a clipboard, the link is a link.
(() => {
  "use strict";
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-copy]");
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      document.getElementById("toast").textContent = link.dataset.copy;
    } catch {
      location.href = link.href;
    }
  });
})();
