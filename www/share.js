// Sharing, keeping and taking back: what the page draws once it runs. It is a script of its own, so that
// the program is small, and a classic one, so that it also works within a single file.
//
// The page hands over one function, `ask(command, about)`, whose answer is JSON; src/app/door.rs has
// the commands. A link is the page's address with the estimate behind `#`, which browsers send to nobody.
(function () {
  "use strict";

  /** Where this machine keeps estimates: a list of `{ name, link, saved }`. */
  const KEPT = "farebox.estimates";
  const number = new Intl.NumberFormat("en");
  let ask;
  let undo;
  let redo;
  let dialog;
  /** Whether something was typed or chosen that leaving would lose. */
  let begun = false;
  /** The example that was opened last: what it says, and the link that it is. */
  let example;

  globalThis.fareboxShare = {
    attach(function_) {
      ask = (command, about = "") => JSON.parse(function_(command, about));
      globalThis.fareboxShare.ask = ask;
      queueMicrotask(start);
      // Behind what the address says: what the page hands to itself is newer.
      queueMicrotask(() => dispatchEvent(new Event("farebox-door")));
    },
    changed(behind, ahead) {
      begun = behind > 0;
      showExample();
      if (undo) undo.disabled = behind === 0;
      if (redo) redo.disabled = ahead === 0;
      if (dialog?.open) showLink();
    },
  };

  function start() {
    const tools = document.getElementById("page-tools");
    if (!tools) return;
    undo = icon("Undo", "M8 4 3.5 8.5 8 13M4 8.5h7.5a4.5 4.5 0 0 1 0 9H9", () => ask("undo"));
    redo = icon("Redo", "M12 4l4.5 4.5L12 13M16 8.5H8.5a4.5 4.5 0 0 0 0 9H11", () => ask("redo"));
    undo.disabled = redo.disabled = true;
    tools.append(undo, redo, make("button", { type: "button", textContent: "Share", onclick: openDialog }));
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onExample);
    addEventListener("hashchange", openAddress);
    addEventListener("beforeunload", onLeave);
    openAddress();
  }

  // ---- Links

  function openAddress() {
    // Any other fragment is a place on the page.
    if (/^#f\d+\./.test(location.hash)) openLink(location.hash, "This link");
  }

  /** Opens a link and says what it could not take over; says whether it could be opened. */
  function openLink(link, what) {
    const { error, fields = [] } = ask("open", link);
    if (error) tell(`${sentence(error)} What was here before is kept.`, true);
    else if (fields.length) tell(`${what} also says ${fields.join(", ")}, which this version does not know. All else is as it says.`, false);
    else tell("");
    return !error;
  }

  /** Shows a sentence above the page, or takes it away. */
  function tell(text, bad) {
    let notice = document.getElementById("link-notice");
    if (!text) {
      notice?.remove();
      return;
    }
    if (!notice) {
      notice = make("div", { id: "link-notice" });
      notice.setAttribute("role", "alert");
      document.querySelector("main").before(notice);
    }
    notice.className = bad ? "notice error" : "notice";
    notice.replaceChildren(text, " ", make("button", { type: "button", className: "link", textContent: "Close", onclick: () => notice.remove() }));
  }

  /** No storage holds what was typed, so the browser asks before it is lost; not for a frame in another page. */
  function onLeave(event) {
    if (begun && window === top && !globalThis.farebox?.reloads) event.preventDefault();
  }

  // ---- Examples

  function onExample({ target }) {
    const button = target.closest?.("[data-example]");
    if (!button) return;
    const [title, about] = [...button.children].map((child) => child.textContent);
    // Once the page has opened it.
    setTimeout(() => {
      example = { title, about, link: ask("link").text };
      showExample();
    });
  }

  /** Says on the ticket what the example shows, while it is as it was opened. */
  function showExample() {
    const untouched = example && ask("link").text === example.link;
    const says = untouched ? [make("b", { textContent: `${example.title}: ` }), example.about] : [];
    document.getElementById("example")?.replaceChildren(...says);
  }

  // ---- Steps

  function onKey(event) {
    const letter = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || dialog?.open) return;
    const back = letter === "z" && !event.shiftKey;
    const forth = letter === "y" || (letter === "z" && event.shiftKey);
    // Within a text the browser's own steps are finer.
    if ((!back && !forth) || event.target.closest?.("textarea, input, [contenteditable]")) return;
    event.preventDefault();
    ask(back ? "undo" : "redo");
  }

  // ---- The dialog

  let link, withTexts, withTextsLabel, linkNote, name, list, deleteAll, status;

  function openDialog() {
    if (!dialog) build();
    status.textContent = "";
    showLink();
    showKept();
    dialog.showModal();
    link.select();
  }

  function build() {
    link = make("input", { type: "text", id: "share-link", readOnly: true, onfocus: () => link.select() });
    withTexts = make("input", { type: "checkbox", id: "share-texts", onchange: showLink });
    withTextsLabel = make("label", { htmlFor: "share-texts" });
    linkNote = make("p", { className: "soft", id: "share-note" });
    link.setAttribute("aria-describedby", "share-note");
    name = make("input", { type: "text", id: "share-name", maxLength: 80, autocomplete: "off" });
    list = make("ul", { className: "kept" });
    deleteAll = make("button", { type: "button", className: "link", textContent: "Delete all", onclick: forgetAll });
    status = make("p", { className: "notice" });
    status.setAttribute("role", "status");
    const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick });
    const keep = make("form", { className: "share-line", onsubmit: keepOne, noValidate: true });
    keep.append(name, make("button", { textContent: "Keep" }));
    dialog = make("dialog", { className: "share" });
    dialog.setAttribute("aria-labelledby", "share-title");
    dialog.append(
      make("h2", { id: "share-title", textContent: "Share this estimate" }),
      make("label", { htmlFor: "share-link", textContent: "Link" }),
      row("share-line", link, button("Copy", copy)),
      linkNote,
      row("share-texts", withTexts, withTextsLabel),
      make("h2", { textContent: "Export" }),
      row("share-line", make("span", { className: "soft", textContent: "Call by call and by kind of token, for FinOps tools" }), button("FOCUS CSV", saveFocus)),
      make("h2", { textContent: "Keep it in this browser" }),
      make("label", { htmlFor: "share-name", textContent: "Name" }),
      keep,
      list,
      row("share-foot", deleteAll, status, button("Close", () => dialog.close())),
    );
    document.body.append(dialog);
  }

  function showLink() {
    const { text, error, fields = [], textBytes } = ask("link", withTexts.checked ? "texts" : "");
    link.value = text === undefined ? "" : `${location.href.split("#", 1)[0]}#${text}`;
    withTexts.disabled = !textBytes && !withTexts.checked;
    withTextsLabel.textContent = textBytes
      ? `Put the texts in it, ${size(textBytes)}: whoever has the link can read them`
      : "Put the texts in it: there are none";
    const texts = textBytes && !withTexts.checked ? " It has the texts' sizes, not the texts." : "";
    const left = fields.length ? ` It leaves out ${fields.join(", ")}.` : "";
    linkNote.textContent = error ? sentence(error) : `${number.format(link.value.length)} characters.${texts}${left}`;
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(link.value);
      status.textContent = "Copied.";
    } catch {
      link.focus();
      link.select();
      status.textContent = "This browser does not let the page copy: the link is selected, copy it with Ctrl+C (⌘C on a Mac).";
    }
  }

  // ---- The estimate as FOCUS

  /** Lets the desk write the estimate down, from sizes and no text, and saves that as a file. */
  async function saveFocus() {
    const { text: link, error, exact, countedBy, book } = ask("statement");
    if (error) {
      status.textContent = sentence(error);
      return;
    }
    status.textContent = "Writing…";
    const question = { type: "focus", id: 1, link, exact, countedBy: countedBy ?? "" };
    let answer = await askDesk(book, question);
    // A model that was searched for is in no other book.
    if (answer.code === "unknown_model") {
      const wide = await farebox.files.get("community.json").then((file) => file.text(), () => "");
      answer = await askDesk(wide, question);
    }
    if (answer.type !== "done") {
      status.textContent = `No file: ${answer.text}.`;
      return;
    }
    save(answer.text, "farebox-focus.csv");
    status.textContent = "Saved farebox-focus.csv.";
  }

  /** One question to a desk of its own, which ends with the answer. */
  async function askDesk(book, question) {
    let worker;
    try {
      worker = await farebox.workers.start("desk");
      return await new Promise((answered, failed) => {
        worker.onerror = (event) => {
          event.preventDefault();
          failed(event);
        };
        worker.onmessage = ({ data }) => {
          if (data.type !== "ready") return answered(data);
          if (book) worker.postMessage({ type: "book", text: book });
          worker.postMessage(question);
        };
      });
    } catch (stopped) {
      // The lock has closed meanwhile, and ends what was started before.
      if (stopped?.message === "farebox-restart") return askDesk(book, question);
      return { type: "refused", text: "the worker that writes it did not start or has stopped; try again" };
    } finally {
      worker?.terminate();
    }
  }

  function save(text, download) {
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    make("a", { href, download }).click();
    // The browser reads it in its own time.
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
  }

  // ---- What is kept in this browser

  /** The estimates kept here; whatever else stands there is no estimate of ours. */
  function kept() {
    try {
      const list = JSON.parse(ask("kept", KEPT).text ?? "[]");
      return list.filter(({ name, link }) => typeof name === "string" && typeof link === "string");
    } catch {
      return [];
    }
  }

  function keep(list) {
    return ask("keep", `${KEPT}\n${JSON.stringify(list)}`).text !== undefined;
  }

  function keepOne(event) {
    event.preventDefault();
    const { text, error } = ask("link", withTexts.checked ? "texts" : "");
    if (error) {
      status.textContent = sentence(error);
      return;
    }
    // Read anew: another tab may have kept one meanwhile.
    const list = kept();
    const wanted = name.value.trim() || `Estimate ${list.length + 1}`;
    let free = wanted;
    for (let count = 2; list.some(({ name }) => name === free); count += 1) free = `${wanted} (${count})`;
    if (keep([...list, { name: free, link: text, saved: new Date().toISOString() }])) {
      name.value = "";
      status.textContent = `Kept “${free}” in this browser.`;
    } else {
      status.textContent = "This browser keeps nothing more for this page: its storage is full or switched off. Nothing is lost; the link above holds the same.";
    }
    showKept();
  }

  function showKept() {
    const all = kept();
    list.replaceChildren(
      ...all.map((estimate) => {
        const item = make("li");
        const open = make("button", { type: "button", className: "link", textContent: estimate.name });
        open.onclick = () => {
          if (openLink(estimate.link, `“${estimate.name}”`)) dialog.close();
          else status.textContent = `“${estimate.name}” cannot be opened.`;
        };
        const remove = make("button", { type: "button", className: "link", textContent: "Delete" });
        remove.setAttribute("aria-label", `Delete ${estimate.name}`);
        remove.onclick = () => {
          const rest = kept().filter(({ name }) => name !== estimate.name);
          status.textContent = keep(rest) ? `Deleted “${estimate.name}”.` : "This browser did not delete it.";
          showKept();
        };
        const saved = new Date(estimate.saved);
        const when = Number.isNaN(saved.valueOf()) ? "" : saved.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
        item.append(open, make("span", { className: "beside", textContent: when }), remove);
        return item;
      }),
    );
    deleteAll.hidden = all.length === 0;
  }

  function forgetAll() {
    ask("forget", KEPT);
    status.textContent = "Deleted all that was kept here.";
    showKept();
  }

  // ---- Elements

  function make(tag, properties = {}) {
    return Object.assign(document.createElement(tag), properties);
  }

  function row(className, ...children) {
    const element = make("div", { className });
    element.append(...children);
    return element;
  }

  /** A button with a drawing and a name. */
  function icon(label, d, onclick) {
    const button = make("button", { type: "button", className: "quiet", onclick, title: label });
    button.setAttribute("aria-label", label);
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true", class: "stroke-icon" })) svg.setAttribute(name, value);
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    svg.append(path);
    button.append(svg);
    return button;
  }

  /** With a capital in front and a full stop behind. */
  function sentence(text) {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  }

  function size(bytes) {
    if (bytes < 1_000) return `${bytes} bytes`;
    return bytes < 1_000_000 ? `${number.format(Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  }
})();
