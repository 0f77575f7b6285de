// A file is attached as soon as it is chosen or dropped, with its progress, and the list of files is exchanged where it stands.
// Without this script the same buttons send the whole form, and the page comes back with everything in it.
(() => {
  "use strict";
  const inside = (list, what) => list.querySelector(what);
  let running = null;
  let sending = ""; // the id of the list that it is about
  let exchanged = 0; // how many times a list has been exchanged

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
    for (const other of form.querySelectorAll("input[type=file]")) body.delete(other.name);
    body.delete("gor");
    body.append("gor", button);
    if (file) body.append(inside(list, "input[type=file]").name, file);
    const request = running = new XMLHttpRequest();
    sending = list.id;
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
        bar.hidden = false; // the questions may have been drawn anew around it
        told.textContent = (part < 100 ? told.dataset.sends : told.dataset.checks).replace("{name}", file.name).replace("{part}", part);
      });
    }
    request.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const fresh = page.getElementById(list.id);
      const there = document.getElementById(list.id);
      // Another answer may have taken the question away while its file was on its way.
      if (!there) return finished(false);
      if (!fresh || !("files" in fresh.dataset)) {
        complain(there, words.failed);
        return finished(false);
      }
      const focused = there.contains(document.activeElement);
      const next = document.importNode(fresh, true);
      there.replaceWith(next);
      exchanged += 1;
      dress(next);
      const wrong = inside(next, "[data-files-error]");
      if (wrong) wrong.setAttribute("role", "alert");
      // Said after it stands there, so that a screen reader hears it.
      const say = inside(next, "[data-files-say]");
      const words_ = say.textContent;
      say.textContent = "";
      setTimeout(() => { say.textContent = words_; }, 100);
      if (focused) (inside(next, "input[type=file]") || next).focus();
      // Other questions of the page may depend on whether there is a file.
      if (!wrong) next.dispatchEvent(new Event("change", { bubbles: true }));
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
      const held = list && inside(list, "[data-files-words]");
      if (!held) return;
      const words = Object.fromEntries(["failed", "large", "stopped"].map((name) => [name, held.dataset[name].replace("{name}", file.name)]));
      if (file.size > held.dataset.limit) {
        complain(list, words.large);
        return;
      }
      if (!(await send(list, inside(list, "[data-files-send]").value, file, words))) return;
    }
  };

  const choose = (list, files) => {
    const held = inside(list, "[data-files-words]");
    if (running || !held || !files.length) return;
    const room = Number(held.dataset.more);
    const some = [...files].slice(0, room);
    attach(list.id, some).then(() => {
      const now = document.getElementById(list.id);
      if (now && files.length > room && !inside(now, "[data-files-error]")) complain(now, held.dataset.many);
    });
  };

  // Each part of a list is dressed once: a list that was exchanged or changed by htmx may keep some of its parts.
  const dressed = new WeakSet();
  const first = (part) => !dressed.has(part) && !!dressed.add(part);

  const dress = (list) => {
    const chooser = inside(list, "input[type=file]");
    if (chooser) {
      chooser.multiple = Number(inside(list, "[data-files-words]").dataset.more) > 1;
      inside(list, "[data-files-send]").hidden = true;
    }
    if (chooser && first(chooser)) {
      chooser.addEventListener("change", (event) => {
        event.stopPropagation(); // the file goes by itself, not with the answers around it
        const files = [...chooser.files];
        chooser.value = "";
        choose(chooser.closest("[data-files]"), files);
      });
    }
    const zone = inside(list, "[data-drop-files]");
    if (zone && first(zone)) {
      for (const kind of ["dragover", "dragenter"]) zone.addEventListener(kind, (event) => { event.preventDefault(); zone.dataset.over = ""; });
      for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => { delete zone.dataset.over; });
      zone.addEventListener("drop", (event) => { event.preventDefault(); choose(zone.closest("[data-files]"), event.dataTransfer.files); });
    }
    const stop = inside(list, "[data-files-stop]");
    if (stop && first(stop)) {
      stop.addEventListener("click", () => running?.abort());
    }
    for (const button of list.querySelectorAll("button[value^=ta-bort-]")) {
      if (!first(button)) continue;
      button.addEventListener("click", (event) => {
        event.preventDefault();
        if (!running) send(button.closest("[data-files]"), button.value, null, { failed: "", stopped: "" });
      });
    }
  };

  const dressAll = () => document.querySelectorAll("[data-files]").forEach(dress);
  dressAll();
  // The questions of a form are drawn anew with each answer.
  document.addEventListener("htmx:after:settle", dressAll);
  // Those that were asked for before a list was exchanged know nothing of its files: they are asked for again.
  const asked = new WeakMap();
  document.addEventListener("htmx:before:request", (event) => asked.set(event.detail.ctx, exchanged));
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    if (asked.get(ctx) === exchanged || !ctx.target?.querySelector("[data-files]")) return;
    event.preventDefault();
    ctx.sourceElement.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Nothing is sent while a file is on its way: it would be left behind.
  document.addEventListener("submit", (event) => {
    if (!running || !event.target.contains(document.getElementById(sending))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const now = document.getElementById(sending);
    complain(now, inside(now, "[data-files-words]").dataset.waits);
  }, true);
})();
