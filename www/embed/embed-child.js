// The frame's part: attributes come from the address behind `#`, heights and estimates go to the page that
// holds the frame once that has said hello.
(function () {
  "use strict";
  const NAMES = ["model", "system", "tools", "input", "later", "output", "turns", "cache", "currency", "locale", "theme", "compact", "readonly", "price-table", "state"];
  const element = document.querySelector("token-cost");
  let host;
  let told;

  function read() {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const name of NAMES) {
      if (said.has(name)) element.setAttribute(name, said.get(name));
      else element.removeAttribute(name);
    }
  }

  function post(message) {
    // A host without an origin of its own, as in a sandbox, can be reached by no name; nothing here is secret.
    if (host) window.parent.postMessage({ tokenCost: { v: 1, ...message } }, host === "null" ? "*" : host);
  }

  function tellHeight() {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (host && height !== told) post({ type: "height", height });
    if (host) told = height;
  }

  addEventListener("message", (event) => {
    const said = event.data?.tokenCost;
    if (window.parent === window || event.source !== window.parent || said?.v !== 1) return;
    if (said.type === "hello") {
      const first = host !== event.origin;
      host = event.origin;
      if (!first) return;
      post({ type: "ready" });
      tellHeight();
      if (element.estimate) post({ type: "estimate", detail: element.estimate });
    } else if (said.type === "set" && event.origin === host && said.attributes) {
      for (const name of ["theme", "locale", "compact", "readonly"]) {
        const value = said.attributes[name];
        if (value === null) element.removeAttribute(name);
        else if (typeof value === "string") element.setAttribute(name, value);
      }
    }
  });
  element.addEventListener("tc-change", ({ detail }) => post({ type: "estimate", detail }));
  element.addEventListener("tc-error", ({ detail }) => post({ type: "error", detail }));
  addEventListener("hashchange", read);
  new ResizeObserver(tellHeight).observe(document.documentElement);
  read();
})();
