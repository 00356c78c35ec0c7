// @ts-check
// What differs between two price books, by model: shown before an update is taken. Figures are compared
// and shown as they stand in the books; nothing is computed.
(function () {
  "use strict";
  /** What stands beside the figures and is no figure. */
  var BESIDE = new Set(["id", "over", "confidence", "sources", "note", "figures"]);
  /** @typedef {{ id: string, price?: any[] }} Model */
  /** @typedef {{ model: string, what: "new" | "gone" | "changed", text: string }} Change */

  /** @param {any} book @returns {Map<string, Model>} */
  function models(book) {
    var all = new Map();
    ((book && book.channels) || []).forEach(function (/** @type {any} */ channel) {
      (channel.model || []).forEach(function (/** @type {Model} */ model) {
        all.set(channel.channel + "/" + model.id, model);
      });
    });
    return all;
  }

  /** @param {any} row @returns {Map<string, string>} every figure of a price row by its name */
  function figures(row) {
    var all = new Map();
    /** A band or tier is known by what it says of itself. @param {any} part @param {number} place */
    function named(part, place) {
      return part.id || (part.over ? "over " + part.over : String(place + 1));
    }
    /** @param {any} value @param {string} name */
    function walk(value, name) {
      if (Array.isArray(value)) {
        value.forEach(function (part, place) {
          walk(part, name + " " + (part !== null && typeof part === "object" ? named(part, place) : place + 1));
        });
      } else if (value !== null && typeof value === "object") {
        Object.keys(value).forEach(function (key) {
          if (BESIDE.has(key)) return;
          walk(value[key], [name, key === "rates" ? "" : key].filter(Boolean).join(" "));
        });
      } else if (value !== undefined) {
        all.set(name.replace(/_/g, " "), String(value));
      }
    }
    walk(row.rates || {}, "");
    walk(row.band || [], "band");
    walk(row.tier || [], "tier");
    return all;
  }

  /** @param {any} before @param {any} after a price row each @returns {string[]} */
  function rowChanges(before, after) {
    var old = figures(before), fresh = figures(after), said = /** @type {string[]} */ ([]);
    fresh.forEach(function (figure, name) {
      if (!old.has(name)) said.push(name + " " + figure + " (new)");
      else if (old.get(name) !== figure) said.push(name + " " + old.get(name) + " → " + figure);
    });
    old.forEach(function (figure, name) {
      if (!fresh.has(name)) said.push(name + " " + figure + " → unpriced");
    });
    if (before.to !== after.to) said.push(after.to ? "ends " + after.to : "no longer ends");
    return said;
  }

  /** @param {Model} before @param {Model} after @returns {string} nothing where the prices are the same */
  function modelChange(before, after) {
    var old = before.price || [], fresh = after.price || [], said = /** @type {string[]} */ ([]);
    /** @param {any[]} rows @param {any} row */
    function same(rows, row) {
      return rows.find(function (other) {
        return other.from === row.from;
      });
    }
    fresh.forEach(function (row) {
      var other = same(old, row);
      if (other) {
        said = said.concat(rowChanges(other, row));
      } else {
        var all = Array.from(figures(row), function (figure) { return figure.join(" "); });
        said.push("from " + row.from + ": " + all.join(", "));
      }
    });
    old.forEach(function (row) {
      if (!same(fresh, row)) said.push("no row from " + row.from + " any more");
    });
    return said.join("; ");
  }

  /**
   * The changes from one price book to the next, sorted by model.
   * @param {any} before @param {any} after as prices.json has them @returns {Change[]}
   */
  function changes(before, after) {
    var old = models(before), fresh = models(after), all = /** @type {Change[]} */ ([]);
    fresh.forEach(function (model, name) {
      var was = old.get(name);
      var text = was ? modelChange(was, model) : "";
      if (!was) all.push({ model: name, what: "new", text: "new" });
      else if (text) all.push({ model: name, what: "changed", text: text });
    });
    old.forEach(function (_, name) {
      if (!fresh.has(name)) all.push({ model: name, what: "gone", text: "no longer listed" });
    });
    return all.sort(function (a, b) {
      return a.model < b.model ? -1 : a.model > b.model ? 1 : 0;
    });
  }

  window.farebox.changes = changes;
})();
