// The counting worker, spoken to without the page's own client: what a page in plain JavaScript does.

/**
 * Starts a worker of the page's engine and waits until it is ready; gives a handle to ask it.
 *
 * It is a worker of its own, apart from the one that the page has started for itself.
 */
export async function startEngine(page) {
  const engine = await page.evaluateHandle(async () => {
    const name = document.querySelector("meta[name=farebox-engine]").content;
    const worker = new Worker(new URL(name, document.baseURI), { type: "module" });
    const replies = [];
    const waiting = new Set();
    worker.onmessage = ({ data }) => {
      replies.push(data);
      for (const look of waiting) look();
    };
    const until = (matches) =>
      new Promise((found) => {
        const look = () => {
          const reply = replies.find(matches);
          if (reply) {
            waiting.delete(look);
            found(reply);
          }
        };
        waiting.add(look);
        look();
      });
    await until(({ type }) => type === "ready");
    return { worker, replies, until };
  });
  return new Engine(engine);
}

class Engine {
  #handle;

  constructor(handle) {
    this.#handle = handle;
  }

  /** Sends a request and gives its last answer (`counted` or `failed`). */
  ask(request) {
    return this.#handle.evaluate(({ worker, until }, request) => {
      worker.postMessage(request);
      return until(({ id, more }) => id === request.id && !more);
    }, request);
  }

  /** Sends requests in one go; gives all replies once the last has been answered. */
  burst(requests) {
    return this.#handle.evaluate(async ({ worker, until, replies }, requests) => {
      for (const request of requests) worker.postMessage(request);
      await until(({ id, more }) => id === requests.at(-1).id && !more);
      return replies;
    }, requests);
  }

  /** Every reply so far, the `ready` one first. */
  replies() {
    return this.#handle.evaluate(({ replies }) => replies);
  }
}
