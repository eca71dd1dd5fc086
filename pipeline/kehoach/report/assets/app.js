/* What every page has: language, light and dark, data that comes in script files, words and figures. */
"use strict";
var kehoach = (function () {
  var taken = {}, waiting = {}, page = document.documentElement;

  function keep(name, value) { try { localStorage.setItem("kehoach-" + name, value); } catch (e) { /* a page from a folder may not */ } }
  function kept(name) { try { return localStorage.getItem("kehoach-" + name); } catch (e) { return null; } }

  function lang() { return page.dataset.lang; }
  /** A pair [English, Vietnamese], or one text for both, in the language that is chosen. */
  function say(pair) { return Array.isArray(pair) ? pair[lang() === "vi" ? 1 : 0] : pair; }

  function label() {
    document.querySelectorAll("[data-vi-label]").forEach(function (e) { e.setAttribute("aria-label", e.dataset[lang() + "Label"]); });
    document.querySelectorAll("[data-vi-placeholder]").forEach(function (e) { e.placeholder = e.dataset[lang() + "Placeholder"]; });
  }
  function speak(chosen) {
    page.dataset.lang = page.lang = chosen;
    keep("lang", chosen);
    label();
    document.dispatchEvent(new Event("kehoach-language"));
  }
  var THEMES = ["auto", "light", "dark"];
  function shine(theme) { page.dataset.theme = theme; keep("theme", theme); document.dispatchEvent(new Event("kehoach-theme")); }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () { document.dispatchEvent(new Event("kehoach-theme")); });

  if (kept("lang") === "en" || kept("lang") === "vi") { page.dataset.lang = page.lang = kept("lang"); }
  if (THEMES.indexOf(kept("theme")) > 0) { page.dataset.theme = kept("theme"); }
  document.addEventListener("DOMContentLoaded", function () {
    label();
    document.getElementById("language").addEventListener("click", function () { speak(lang() === "vi" ? "en" : "vi"); });
    document.getElementById("theme").addEventListener("click", function () {
      var dark = page.dataset.theme === "dark" || (page.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
      shine(dark ? "light" : "dark");
    });
  });

  /** An element: el("p.hint", {id: "x"}, child, …); a text child is text, null is nothing. */
  function el(name, attributes) {
    var parts = name.split("."), made = document.createElement(parts[0]);
    if (parts.length > 1) { made.className = parts.slice(1).join(" "); }
    Object.keys(attributes || {}).forEach(function (key) {
      var value = attributes[key];
      if (key === "onclick") { made.addEventListener("click", value); }
      else if (value !== null && value !== undefined && value !== false) { made.setAttribute(key, value === true ? "" : value); }
    });
    for (var i = 2; i < arguments.length; i++) { add(made, arguments[i]); }
    return made;
  }
  function add(parent, child) {
    if (Array.isArray(child)) { child.forEach(function (c) { add(parent, c); }); }
    else if (child !== null && child !== undefined) { parent.append(child); }
  }
  function fill(id, children) {
    var place = typeof id === "string" ? document.getElementById(id) : id;
    place.replaceChildren();
    add(place, children);
    return place;
  }

  /** One spelling for what sounds alike: no marks, no capitals. */
  function fold(text) {
    return String(text || "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  }
  /** A text to search in, and the words of a question: a text has a word where one of its own begins so. */
  function plain(text) { return " " + fold(text).replace(/[^a-z0-9]+/g, " "); }
  function words(question) { return plain(question).split(" ").filter(Boolean).map(function (w) { return " " + w; }); }
  function number(value, digits) {
    return new Intl.NumberFormat(lang() === "vi" ? "vi-VN" : "en-US", { maximumFractionDigits: digits === undefined ? 4 : digits }).format(value);
  }
  /** đồng in short: 9,24 tỷ. */
  function money(value) {
    var steps = [[1e12, ["trillion", "nghìn tỷ"]], [1e9, ["billion", "tỷ"]], [1e6, ["million", "triệu"]], [1, ["đồng", "đồng"]]];
    var step = steps.find(function (s) { return value >= s[0]; }) || steps[3];
    return number(value / step[0], value / step[0] >= 100 ? 0 : 2) + " " + say(step[1]);
  }
  function day(iso) {
    return iso ? new Intl.DateTimeFormat(lang() === "vi" ? "vi-VN" : "en-GB", { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso + "T00:00:00Z")) : "";
  }

  /** A script of data hands its value over. */
  function take(name, value) {
    taken[name] = value;
    (waiting[name] || []).forEach(function (then) { then(value); });
    delete waiting[name];
  }
  /** The value of a script of data, loaded when it is first asked for. */
  function load(name) {
    return new Promise(function (then, fail) {
      if (name in taken) { then(taken[name]); return; }
      if (waiting[name]) { waiting[name].push(then); return; }
      waiting[name] = [then];
      var script = document.createElement("script");
      script.src = window.KEHOACH_ROOT + "data/" + name + ".js";
      script.onerror = function () { delete waiting[name]; fail(new Error(name)); };
      document.head.append(script);
    });
  }

  /** The pieces of a kind of row, one after the other; `then(rows, done)` gets what is there after each. */
  function pieces(index, kind, then) {
    var all = [], stopped = false, n = index.pieces[kind] || 0;
    (function next(i) {
      if (i >= n) { then(all, true); return; }
      load("rows/" + kind + "/" + i).then(function (rows) {
        if (stopped) { return; }
        all = all.concat(rows);
        if (i + 1 < n) { then(all, false); }
        next(i + 1);
      });
    })(0);
    return function () { stopped = true; };
  }
  /** A row's id in full: the data leave out the plan's. */
  function rowId(plan, id) { return id && plan && id[0] === "-" ? plan.id + id : id; }

  /** The filters of a page: search words, programme, level, year, place. Calls `then` with what fits. */
  function filters(index, then, extra) {
    var place = document.getElementById("filters"), state = {}, hash = new URLSearchParams(location.hash.slice(1));
    ["q", "programme", "issuer_level", "province", "year"].forEach(function (key) { state[key] = hash.get(key) || ""; });
    var names = {
      programme: ["Programme", "Chương trình"], issuer_level: ["Level", "Cấp"], province: ["Province", "Tỉnh"], year: ["Year", "Năm"]
    };
    function fits(plan) {
      return Object.keys(names).every(function (key) { return !state[key] || String(plan[key]) === state[key]; });
    }
    function draw() {
      var boxes = Object.keys(names).map(function (key) {
        var values = Array.from(new Set(index.plans.map(function (p) { return p[key]; }).filter(Boolean).map(String))).sort();
        if (values.length < 2) { return null; }
        var select = el("select", { name: key }, el("option", { value: "" }, say(["all", "tất cả"])), values.map(function (value) {
          var words = key === "issuer_level" ? say(index.vocabularies.level[value] || value) : value;
          return el("option", { value: value, selected: value === state[key] }, words);
        }));
        select.addEventListener("change", function () { state[key] = select.value; changed(); });
        return el("label", {}, el("span", {}, say(names[key])), select);
      });
      var box = el("input", { type: "search", name: "q", value: state.q, placeholder: say(["Search…", "Tìm…"]), autocomplete: "off" }), wait;
      box.addEventListener("input", function () { state.q = box.value; clearTimeout(wait); wait = setTimeout(changed, index.plans.length > 200 ? 150 : 0); });
      var narrow = matchMedia("(max-width: 40rem)").matches, chosen = Object.keys(names).some(function (key) { return state[key]; });
      fill(place, [el("label.wide", {}, el("span", {}, say(["Search", "Tìm kiếm"])), box), extra ? extra(changed) : null,
        boxes.some(Boolean) ? el("details.choose", { open: !narrow || chosen }, el("summary", {}, say(["Filters", "Bộ lọc"])), el("div", {}, boxes)) : null]);
    }
    function changed() {
      var now = new URLSearchParams(location.hash.slice(1));
      Object.keys(state).forEach(function (key) { if (state[key]) { now.set(key, state[key]); } else { now.delete(key); } });
      hold(now);
      then(index.plans.filter(fits), state.q);
    }
    document.addEventListener("kehoach-language", function () { draw(); changed(); });
    draw();
    changed();
  }
  /** What is chosen stays in the address, so that it can be sent to a colleague. */
  function hold(now) {
    try { history.replaceState(null, "", now.toString() ? "#" + now : location.pathname + location.search); } catch (e) { /* from a folder */ }
  }
  /** The plans that have all words of a question. */
  function asked(plans, question) {
    var all = words(question);
    return plans.filter(function (p) {
      p.folded = p.folded || plain([p.label, p.title, p.code, p.issuer, p.place, p.source].join(" "));
      return all.every(function (w) { return p.folded.includes(w); });
    });
  }

  function planLink(plan, row, text) { return el("a", { href: window.KEHOACH_ROOT + "plan/" + plan.id + ".html" + (row ? "#" + rowId(plan, row) : "") }, text || plan.label); }

  return { say: say, lang: lang, el: el, fill: fill, fold: fold, plain: plain, words: words, number: number, money: money, day: day, take: take, load: load,
    filters: filters, asked: asked, hold: hold, pieces: pieces, rowId: rowId, planLink: planLink, keep: keep, kept: kept };
})();
