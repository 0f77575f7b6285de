// "N tecken kvar" under a long text. Counts as the server does (vardtrad.shared.web.forms.counted): Unicode characters, a line
// break as one, blanks at the ends as none. The eye sees every sign; the ear hears every tenth, and when it becomes too much.
(() => {
  "use strict";
  const counterOf = (area) => area.id && document.querySelector(`[data-counts="${CSS.escape(area.id)}"]`);

  const voiceOf = (counter) => {
    let voice = counter.nextElementSibling;
    if (!voice?.matches(".vh[role=status]")) {
      voice = document.createElement("span");
      voice.className = "vh";
      voice.setAttribute("role", "status");
      counter.after(voice);
    }
    return voice;
  };

  const show = (area, counter) => {
    const left = counter.dataset.limit - [...area.value.trim()].length;
    const words = (left < 0 ? counter.dataset.over : counter.dataset.under).replace("{n}", Math.abs(left));
    const turned = left < 0 !== counter.hasAttribute("data-too-much");
    counter.textContent = words;
    counter.toggleAttribute("data-too-much", left < 0);
    if (turned || left % 10 === 0) voiceOf(counter).textContent = words;
  };

  const listen = (event) => {
    if (!event.target.matches?.("textarea")) return;
    const counter = counterOf(event.target);
    if (!counter) return;
    voiceOf(counter); // there before it speaks
    if (event.type === "input") show(event.target, counter);
  };
  document.addEventListener("focusin", listen);
  document.addEventListener("input", listen);
})();
