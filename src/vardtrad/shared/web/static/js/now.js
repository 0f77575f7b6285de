// Keeps counts and "who is here" of an open staff page up to date: at the live event "changed" the page asks how it stands.
// <div data-now="address" data-stand="its content when it was drawn" or data-drawn="the moment in UTC">; [data-count="address of a list"] is a count;
// [data-who] says who has this case open; tr[data-case="id"] of a list gets its readers' initials in .who.
(() => {
  "use strict";
  const source = document.querySelector("[data-now]");
  if (!source) return;
  const PAUSE = 5000; // at most so often, and not all pages at the same moment
  let stand = source.dataset.stand; // of a case: its content; a list has only the time when it was drawn
  const drawn = source.dataset.drawn;
  let asked = 0;
  let waiting;

  const show = (now) => {
    for (const place of document.querySelectorAll("[data-count]")) {
      const count = now.counts?.[place.dataset.count];
      if (count !== undefined && place.textContent !== count) place.textContent = count;
    }
    const who = document.querySelector("[data-who]");
    if (who && now.who !== undefined && who.textContent !== now.who) {
      who.textContent = now.who;
      who.hidden = !now.who;
    }
    if (now.present) for (const row of document.querySelectorAll("tr[data-case]")) {
      const readers = now.present[row.dataset.case];
      const place = row.querySelector("[data-readers]");
      if (!place) continue;
      place.replaceChildren();
      if (!readers) continue;
      const seen = document.createElement("span");
      seen.className = "who";
      seen.setAttribute("aria-hidden", "true");
      seen.title = readers.words;
      seen.textContent = readers.initials;
      const said = document.createElement("span");
      said.className = "vh";
      said.textContent = readers.words;
      place.append(seen, said);
    }
    if (drawn ? now.stand > Number(drawn) : now.stand !== stand) document.body.dispatchEvent(new CustomEvent("outdated"));
  };

  const ask = async () => {
    waiting = undefined;
    asked = Date.now();
    try {
      const answer = await fetch(source.dataset.now, { headers: { Accept: "application/json" } });
      if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")) show(await answer.json());
    } catch {
      // Away for a moment: the next change asks again.
    }
  };
  const soon = () => {
    const since = Date.now() - asked;
    waiting ??= setTimeout(ask, since > PAUSE ? Math.random() * 400 : PAUSE - since + Math.random() * PAUSE);
  };
  document.body.addEventListener("changed", soon);
  document.body.addEventListener("listening", soon);
})();
