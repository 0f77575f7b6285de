// A file is attached as soon as it is chosen or dropped, with its progress, and the list of files is exchanged where it stands.
// Without this script the same buttons send the whole form, and the page comes back with everything in it.
(() => {
  "use strict";
  const inside = (list, what) => list.querySelector(what);
  let running = null;

  const complain = (list, words) => {
    let place = inside(list, "[data-files-error]");
    if (!place) {
      place = document.createElement("p");
      place.className = "ds-validation-message";
      place.dataset.field = "validation";
      place.dataset.filesError = "";
      inside(list, "[data-files-say]").before(place);
    }
    place.textContent = words;
    place.setAttribute("role", "alert");
  };

  // The form with its texts, as the button would send it; the answer is the page, of which only the list is used.
  const send = (list, button, file, words) => new Promise((done) => {
    const form = list.closest("form");
    const body = new FormData(form);
    body.delete("fil");
    body.delete("gor");
    body.append("gor", button);
    if (file) body.append("fil", file);
    const request = running = new XMLHttpRequest();
    const bar = inside(list, "[data-files-progress]");
    const meter = bar && inside(bar, "progress");
    const told = bar && inside(bar, "span");
    const finished = (ok) => {
      running = null;
      if (bar) bar.hidden = true;
      done(ok);
    };
    if (file) {
      bar.hidden = false;
      request.upload.addEventListener("progress", (event) => {
        const part = event.lengthComputable ? Math.round(100 * event.loaded / event.total) : 0;
        meter.value = part;
        told.textContent = (part < 100 ? told.dataset.sends : told.dataset.checks).replace("{name}", file.name).replace("{part}", part);
      });
    }
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const fresh = page.getElementById(list.id);
      if (!fresh || !("files" in fresh.dataset)) {
        complain(list, words.failed);
        return finished(false);
      }
      const focused = list.contains(document.activeElement);
      const next = document.importNode(fresh, true);
      list.replaceWith(next);
      dress(next);
      const wrong = inside(next, "[data-files-error]");
      if (wrong) wrong.setAttribute("role", "alert");
      // Said after it stands there, so that a screen reader hears it.
      const say = inside(next, "[data-files-say]");
      const words_ = say.textContent;
      say.textContent = "";
      setTimeout(() => { say.textContent = words_; }, 100);
      if (focused) (inside(next, "input[type=file]") || next).focus();
      return finished(!wrong);
    });
    request.addEventListener("error", () => { complain(list, words.failed); finished(false); });
    request.addEventListener("abort", () => { complain(list, words.stopped); finished(false); });
    request.open("POST", form.action);
    request.send(body);
  });

  const attach = async (id, files) => {
    for (const file of files) {
      const list = document.getElementById(id);
      const held = inside(list, "[data-files-words]");
      if (!held) return;
      const words = Object.fromEntries(["failed", "large", "stopped"].map((name) => [name, held.dataset[name].replace("{name}", file.name)]));
      if (file.size > held.dataset.limit) {
        complain(list, words.large);
        return;
      }
      if (!(await send(list, "bifoga", file, words))) return;
    }
  };

  const choose = (list, files) => {
    const held = inside(list, "[data-files-words]");
    if (running || !held || !files.length) return;
    const room = Number(held.dataset.more);
    const some = [...files].slice(0, room);
    attach(list.id, some).then(() => {
      const now = document.getElementById(list.id);
      if (files.length > room && !inside(now, "[data-files-error]")) complain(now, held.dataset.many);
    });
  };

  const dress = (list) => {
    const chooser = inside(list, "input[type=file]");
    if (chooser) {
      chooser.multiple = Number(inside(list, "[data-files-words]").dataset.more) > 1;
      inside(list, "[data-files-send]").hidden = true;
      chooser.addEventListener("change", () => {
        const files = [...chooser.files];
        chooser.value = "";
        choose(list, files);
      });
      const zone = inside(list, "[data-drop-files]");
      for (const kind of ["dragover", "dragenter"]) zone.addEventListener(kind, (event) => { event.preventDefault(); zone.dataset.over = ""; });
      for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => { delete zone.dataset.over; });
      zone.addEventListener("drop", (event) => { event.preventDefault(); choose(list, event.dataTransfer.files); });
      inside(list, "[data-files-stop]").addEventListener("click", () => running?.abort());
    }
    for (const button of list.querySelectorAll("button[value^=ta-bort-]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        if (!running) send(list, button.value, null, { failed: "", stopped: "" });
      });
    }
  };

  for (const list of document.querySelectorAll("[data-files]")) {
    dress(list);
    // Nothing is sent while a file is on its way: it would be left behind.
    list.closest("form").addEventListener("submit", (event) => {
      if (!running) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const now = document.getElementById(list.id);
      complain(now, inside(now, "[data-files-words]").dataset.waits);
    }, true);
  }
})();
