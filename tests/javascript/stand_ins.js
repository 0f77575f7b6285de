// What the tests put in place of the network, before any script of the page runs. A request waits until the test answers it.
// Addresses are kept without the host. Nothing here is asynchronous except by promises, so when a call from the test
// returns, everything that follows from it without a timer has happened.
(() => {
  const local = (address) => {
    const { pathname, search } = new URL(address, document.baseURI);
    return pathname + search;
  };
  const plain = (entries) => Object.fromEntries([...entries].map(([name, value]) => [name, value instanceof File ? value.name : value]));
  const waiting = [];
  const world = { requests: [], departures: [], sources: [] };
  window.world = world;

  window.fetch = (address, { method = "GET", body = "", keepalive = false, redirect = "follow", headers = {}, signal } = {}) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      world.requests.push({ address: local(address), method, fields: plain(new URLSearchParams(body)), keepalive, redirect, accept: headers.Accept ?? "" });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });

  // A number is a status; "lost" is a connection that breaks; "login" is what fetch gives for a redirect it must not follow.
  world.answer = (number, status, text, contentType) => {
    const { resolve, reject } = waiting[number];
    if (status === "lost") return reject(new TypeError("Failed to fetch"));
    const redirected = status === "login";
    resolve({
      type: redirected ? "opaqueredirect" : "basic",
      status: redirected ? 0 : status,
      ok: status >= 200 && status < 300,
      headers: new Headers(redirected ? {} : { "Content-Type": contentType }),
      text: async () => text,
      json: async () => JSON.parse(text),
    });
  };

  // Every attempt to leave the page, also one that the browser makes for a form or a link. The server answers it with nothing,
  // so the page stays.
  navigation.addEventListener("navigate", ({ destination, formData, navigationType, hashChange }) => {
    if (!hashChange) world.departures.push({ address: local(destination.url), fields: formData && plain(formData), kind: navigationType });
  });

  // The live process: the test says what it sends.
  window.EventSource = class extends EventTarget {
    static CLOSED = 2;
    constructor(address, options) {
      super();
      Object.assign(this, { address: local(address), withCredentials: options?.withCredentials ?? false, readyState: 0 });
      world.sources.push(this);
    }
    close() {
      this.readyState = 2;
    }
  };
  world.live = (number, type, readyState) => {
    world.sources[number].readyState = readyState;
    world.sources[number].dispatchEvent(new Event(type));
  };

  // The events by which the scripts talk with each other, in the order in which they came.
  world.news = [];
  for (const type of ["changed", "listening", "outdated"]) addEventListener(type, () => world.news.push(type), true);
})();
