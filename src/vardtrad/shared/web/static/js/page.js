// Small comforts on top of pages that work without them.
(() => {
  "use strict";

  // A page that answers a form is an entry of the browser's history that Back could only come to by sending the form again, which
  // the browser asks about on an error page of its own. From now on the entry is the address alone: opened, it leads to what it is about.
  if ("posted" in document.documentElement.dataset) history.replaceState(history.state, "", location.href);

  // The error summary gets the focus, so that it is read first.
  document.querySelector(".ds-error-summary")?.focus();

  // One click, one sending. The server is the real guard (submit key); this spares the reader a second answer.
  const LARGEST = 990000; // bytes: a little less than the server reads (DATA_UPLOAD_MAX_MEMORY_SIZE)
  const WAIT = 10000; // then the button comes back: the connection may have been lost
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-held]")) {
      button.disabled = false;
      button.removeAttribute("data-held");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const method = event.submitter?.formMethod || form.method;
    if (event.defaultPrevented || method !== "post") return;
    if (form.enctype === "application/x-www-form-urlencoded" && String(new URLSearchParams(new FormData(form))).length > LARGEST) {
      event.preventDefault(); // the server would refuse all of it unread, and its page could not show the text again
      if (!form.querySelector("[data-too-large]")) form.append(document.getElementById("large-note")?.content.cloneNode(true) ?? "");
      return;
    }
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => { // afterwards: a disabled button does not send its name
      for (const button of form.querySelectorAll("button:not([type=button], [disabled])")) {
        button.disabled = true;
        button.setAttribute("data-held", "");
      }
    });
    setTimeout(release, WAIT, form);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  // A click anywhere in a row opens the row's link (a double-click does too); marking text in it does not.
  const openRow = (event) => {
    const row = event.target.closest?.("table[data-rows] tbody tr:not(.more)");
    if (!row || event.defaultPrevented || event.target.closest("a, button, input, select, label, summary, [popover]")) return;
    if (event.type === "click" && String(getSelection())) return;
    const keys = { ctrlKey: event.ctrlKey, metaKey: event.metaKey, shiftKey: event.shiftKey };
    const link = row.querySelector("th a[href], .subject a[href]") || row.querySelector("a[href]");
    link?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ...keys }));
  };
  document.addEventListener("click", openRow);
  document.addEventListener("dblclick", openRow);

  // <a href="the same form as a page" data-opens="id of the dialog">; the browser gives the focus back at close.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (!dialog?.showModal || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    dialog.showModal();
  });
})();
