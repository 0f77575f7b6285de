// Following work that is under way (B-06, 004-036). The page works without this.
(() => {
  "use strict";

  const job = document.querySelector("[data-job]");
  if (job) {
    const bar = job.querySelector("progress");
    const said = job.querySelector("[role=status]");
    let wait = 1000;
    const ask = async () => {
      try {
        const answer = await fetch(job.dataset.job, { headers: { Accept: "application/json" }, redirect: "error" });
        if (answer.status >= 500) throw new Error(answer.status); // as from a proxy before a server that restarts
        if (!answer.ok) return; // logged out, or not ours any more: the link "Uppdatera" tells
        const now = await answer.json();
        bar.max = now.total;
        bar.value = now.carried_out;
        said.textContent = job.dataset.words.replace("{n}", now.carried_out).replace("{total}", now.total);
        if (now.done) return location.reload();
        wait = 1000;
      } catch {
        wait = Math.min(wait * 2, 30000); // the server may be restarting
      }
      setTimeout(ask, wait);
    };
    setTimeout(ask, wait);
  }
})();
