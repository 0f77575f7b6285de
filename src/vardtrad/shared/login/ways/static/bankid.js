// The page that waits for the BankID app: asks every other second how far it has come, and shows a new QR code each second.
// <form data-bankid> asks by POST: {says, opens} while it goes on, {go} when it is over. [data-says] is the sentence,
// [data-opens] what is there until the app is open, img[data-qr] the code, [data-without-script] the button for no script.
(() => {
  "use strict";
  const form = document.querySelector("form[data-bankid]");
  if (!form) return;
  const ASK = 2000; // ms: not more often, by BankID's rules
  const NEW_CODE = 1000; // ms
  const says = document.querySelector("[data-says]");
  const opens = document.querySelector("[data-opens]");
  const picture = document.querySelector("img[data-qr]");
  const button = form.querySelector("[data-without-script]");
  button.hidden = true;

  const ask = async () => {
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok) {
        button.hidden = false;
        return;
      }
      const now = await answer.json();
      if (now.go) {
        location.replace(now.go);
        return;
      }
      if (says.textContent !== now.says) says.textContent = now.says;
      opens.hidden = !now.opens;
    } catch {
      // A telephone cuts the line while another app is in front: the next question tells.
    }
    setTimeout(ask, ASK);
  };
  setTimeout(ask, ASK);

  if (!picture) return;
  const from = picture.getAttribute("src");
  let number = 0;
  setInterval(() => {
    if (opens.hidden || document.visibilityState === "hidden") return;
    // The new code is there before it takes the old one's place, so nothing flickers.
    const next = new Image();
    next.addEventListener("load", () => { picture.src = next.src; });
    next.src = `${from}&n=${(number += 1)}`;
  }, NEW_CODE);
})();
