// Writes the lines for an embedded calculator, with the calculator itself beside them.
(function () {
  "use strict";
  const form = document.getElementById("set");
  const live = document.getElementById("live");
  const snippet = document.getElementById("snippet");
  const HOME = new URL(".", document.baseURI);
  const SWITCHES = ["cache", "compact", "readonly"];

  /** What is set, by the names of attributes and of properties; what is usual is left out. */
  function said() {
    const values = {};
    for (const { name, type, value, checked } of form.elements) {
      if (!name || name === "form") continue;
      if (type === "checkbox") {
        if (checked) values[name] = "";
      } else if (value.trim()) values[name] = value.trim();
    }
    return values;
  }

  function escape(text) {
    return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
  }

  function write() {
    const values = said();
    const attributes = Object.entries(values).filter(([name]) => !name.startsWith("--"));
    const properties = Object.entries(values).filter(([name]) => name.startsWith("--"));
    for (const name of live.getAttributeNames()) {
      if (!["id", "loading", "style"].includes(name) && !(name in values)) live.removeAttribute(name);
    }
    for (const [name, value] of attributes) live.setAttribute(name, value);
    for (const name of ["--tc-radius", "--tc-accent"]) live.style.setProperty(name, values[name] ?? "");
    snippet.value = form.elements.form.value === "frame" ? frame(values) : element(attributes, properties);
  }

  function element(attributes, properties) {
    const list = attributes.map(([name, value]) => (SWITCHES.includes(name) ? ` ${name}` : ` ${name}="${escape(value)}"`)).join("");
    const rule = properties.map(([name, value]) => ` ${name}: ${value};`).join("");
    return [
      `<script src="${HOME.href}embed.js" async></script>`,
      `<style>token-cost:not(:defined) { display: block; min-height: ${"compact" in said() ? 8 : 34}em; }${rule ? ` token-cost {${rule} }` : ""}</style>`,
      `<token-cost${list}></token-cost>`,
    ].join("\n");
  }

  function frame(values) {
    const parameters = new URLSearchParams(Object.entries(values).filter(([name]) => !name.startsWith("--")));
    const height = "compact" in values ? 130 : 560;
    return [
      `<iframe data-token-cost title="What it costs" src="${escape(`${HOME.href}embed.html#${parameters}`)}"`,
      `  width="100%" height="${height}" loading="lazy" referrerpolicy="no-referrer"></iframe>`,
      "<!-- Where scripts are allowed, this one makes the frame as high as what is in it: -->",
      `<script src="${HOME.href}embed-frame.js" async></script>`,
    ].join("\n");
  }

  live.addEventListener("tc-change", ({ detail }) => {
    document.getElementById("events").value = `tc-change ${JSON.stringify(detail, null, 2)}`;
    const list = form.elements.model;
    if (list.options.length) return;
    // The element knows the models.
    const groups = live.shadowRoot.querySelectorAll("optgroup");
    for (const group of groups) list.append(group.cloneNode(true));
    list.value = detail.model;
    write();
  });
  live.addEventListener("tc-error", ({ detail }) => {
    document.getElementById("events").value = `tc-error ${JSON.stringify(detail, null, 2)}`;
  });
  document.getElementById("copy").addEventListener("click", async () => {
    const told = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(snippet.value);
      told.textContent = "Copied.";
    } catch {
      snippet.select();
      told.textContent = "This browser does not let the page copy: the lines are selected, copy them with Ctrl+C (⌘C on a Mac).";
    }
  });
  form.addEventListener("input", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  write();
})();
