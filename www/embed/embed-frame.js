// The parent's part of a Farebox frame: <iframe data-token-cost src="…/embed.html#model=…"> gets the height
// of what is in it, and fires `tc-ready`, `tc-change` and `tc-error`. Messages are `{ tokenCost: { v: 1, type, … } }`;
// docs/embedding.md has them. None holds a text of anybody's.
(function () {
  "use strict";
  if (window.tokenCostFrame) return;
  const frames = new WeakSet();

  /** Takes care of a frame: greets it whenever it loads, and listens to nobody else. */
  window.tokenCostFrame = function (frame) {
    // A hello says nothing, so that it may go to anybody; answers count from the frame's own origin only.
    const send = (message) => frame.contentWindow?.postMessage({ tokenCost: { v: 1, ...message } }, "*");
    if (!frames.has(frame)) {
      frames.add(frame);
      const shut = frame.hasAttribute("sandbox") && !frame.sandbox.contains("allow-same-origin");
      const origin = shut ? "null" : new URL(frame.src, document.baseURI).origin;
      const hear = (event) => {
        if (!frame.isConnected && !frame.contentWindow) return removeEventListener("message", hear);
        const said = event.data?.tokenCost;
        if (event.source !== frame.contentWindow || event.origin !== origin || said?.v !== 1) return;
        if (said.type === "height" && said.height > 0 && said.height < 10_000) {
          frame.style.height = `${said.height}px`;
          // Where a height is meant with borders and padding, those come on top.
          frame.style.height = `${said.height * 2 - frame.clientHeight}px`;
        }
        const name = { ready: "tc-ready", estimate: "tc-change", error: "tc-error" }[said.type];
        if (name) frame.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: said.detail }));
      };
      addEventListener("message", hear);
      frame.addEventListener("load", () => send({ type: "hello" }));
    }
    send({ type: "hello" });
    /** Sets attributes without a reload: `{ theme: "dark" }`. */
    return { set: (attributes) => send({ type: "set", attributes }) };
  };

  const all = () => document.querySelectorAll("iframe[data-token-cost]").forEach((frame) => frames.has(frame) || window.tokenCostFrame(frame));
  all();
  // Pages that swap their content without a reload add frames later.
  new MutationObserver(all).observe(document, { childList: true, subtree: true });
})();
