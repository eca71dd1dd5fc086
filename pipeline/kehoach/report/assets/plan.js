/* A plan's page: its text with the rows marked, the rows as cards, and the way from one to the other. */
"use strict";
(function () {
  var el = kehoach.el, say = kehoach.say, plan = kehoach.plan, schema = kehoach.schema, doc = document;
  var KINDS = ["citations", "projects", "funding", "assignments", "deadlines", "targets", "diagnostics"];
  var text = doc.getElementById("document"), sheets = doc.getElementById("pages"), panel = doc.getElementById("panel");
  var hidden = new Set((kehoach.kept("hidden") || "").split(" ").filter(Boolean)), chosen = null, rows = [], byId = {};
  var view = kehoach.view = { rows: rows, byId: byId, after: [], cardOf: null, chosen: function () { return chosen; } };

  KINDS.forEach(function (kind) {
    (plan.rows[kind] || []).forEach(function (row) { var r = { kind: kind, row: row, id: row.id }; rows.push(r); byId[row.id] = r; });
  });
  rows.sort(function (a, b) { return (a.row.start === undefined ? 1e12 : a.row.start) - (b.row.start === undefined ? 1e12 : b.row.start) || (b.row.end || 0) - (a.row.end || 0); });
  var agencies = {};
  (plan.rows.assignment_agencies || []).forEach(function (link) {
    (agencies[link.assignment_id] = agencies[link.assignment_id] || []).push(link);
    if (byId[link.assignment_id]) { byId[link.id] = byId[link.assignment_id]; }
  });
  view.agencies = agencies;
  var projects = {};
  (plan.rows.projects || []).forEach(function (p) { projects[p.id] = p; });
  view.projectPath = function (id) {
    var path = [], seen = 0;
    while (id && projects[id] && seen++ < 9) { path.unshift(projects[id].label || projects[id].name); id = projects[id].parent_id; }
    return path.join("/");
  };

  function word(vocabulary, value) { return value ? say((schema.vocabularies[vocabulary] || {})[value] || value) : ""; }
  function dots(parts) { return parts.filter(Boolean).join(" · "); }
  function range(row) {
    var low = row.value_low, high = row.value_high;
    if (low !== undefined && high !== undefined) { return low === high ? kehoach.number(low) : kehoach.number(low) + "–" + kehoach.number(high); }
    return low !== undefined ? "≥ " + kehoach.number(low) : high !== undefined ? "≤ " + kehoach.number(high) : "";
  }
  var HEAD = {
    citations: function (r) { return [[r.type, r.code || r.title].filter(Boolean).join(" ").replace(/^luật (?=luật)/i, ""), dots([word("relation", r.relation), kehoach.day(r.issue_date), r.issuer, r.code ? r.title : null])]; },
    projects: function (r) { return [[r.label, r.name].filter(Boolean).join(": "), r.component || ""]; },
    funding: function (r) { return [kehoach.number(r.amount_vnd) + " đồng", dots([word("funding_role", r.role), word("funding_source", r.source), word("budget_type", r.budget_type), r.year, view.projectPath(r.project_id)])]; },
    assignments: function (r) { return [(agencies[r.id] || []).map(function (a) { return a.agency + " (" + word("agency_role", a.role) + ")"; }).join("; ") || "?", r.task]; },
    deadlines: function (r) { return [oneLine(r.text), dots([kehoach.day(r.date), word("recurrence", r.recurrence), r.what, r.agency, r.recipient ? "→ " + r.recipient : null])]; },
    targets: function (r) { return [dots([[word("direction", r.direction), range(r), r.unit].filter(Boolean).join(" "), r.year]), r.indicator || ""]; },
    diagnostics: function (r) { return [word("severity", r.severity) + ": " + say(r.message), say(schema.notes[r.code] || r.code)]; }
  };
  function oneLine(t) { return String(t || "").replace(/\s+/g, " ").trim(); }
  view.head = function (r) { return HEAD[r.kind](r.row); };

  var PLAIN = { id: 1, start: 1, end: 1, text: 1, section_id: 1, rule_id: 1, confidence: 1, parent_id: 1, project_id: 1, table_id: 1, assignment_id: 1, agency_id: 1, legal_document_id: 1, link_id: 1, source_file: 1 };
  function details(r) {
    var columns = schema.tables[r.kind].columns, list = [];
    Object.keys(columns).forEach(function (name) {
      var value = r.row[name];
      if (value === undefined || PLAIN[name]) { return; }
      var c = columns[name];
      var shown = c[3] ? word(c[3], value) : c[2] === "date" ? kehoach.day(value) : typeof value === "number" && !/year|month|day|page/.test(name) ? kehoach.number(value) : String(value);
      list.push(el("dt", {}, say(c)), el("dd", {}, shown));
    });
    if (r.row.section_id && plan.sections[r.row.section_id]) { list.push(el("dt", {}, say(["Section", "Đề mục"])), el("dd", {}, plan.sections[r.row.section_id])); }
    if (r.row.rule_id) { list.push(el("dt", {}, say(["Rule", "Quy tắc"])), el("dd", {}, el("code", {}, r.row.rule_id), r.row.confidence !== undefined ? " " + kehoach.number(100 * r.row.confidence, 0) + " %" : "")); }
    return el("dl.facts", {}, list);
  }

  function card(r) {
    var on = chosen === r.id, head = HEAD[r.kind](r.row);
    var made = el("li.card.k-" + r.kind + (on ? ".on" : ""), { id: "row-" + r.id },
      el("button.head", { type: "button", "aria-expanded": String(on), onclick: function () { choose(on ? null : r.id, "text"); } },
        el("span.kind", {}, say(schema.kinds[r.kind])), el("strong", {}, head[0]), el("span.meta", {}, head[1])));
    if (on) {
      made.append(el("blockquote", { lang: "vi" }, oneLine(r.row.text) || say(["no place of its own in the text", "không có vị trí riêng trong văn bản"])), details(r));
      if (r.row.start !== undefined) {
        made.append(el("p", {}, el("a", { href: "#at-" + r.id, onclick: function (e) { e.preventDefault(); show("at-" + r.id); var place = pieces(r.id)[0]; if (place) { place.focus({ preventScroll: true }); } panel.classList.remove("open"); } }, say(["Its place in the text", "Tới chỗ trong văn bản"]))));
      }
    }
    view.after.forEach(function (then) { then(r, made, on); });
    return made;
  }

  function visible() {
    var words = kehoach.words(doc.getElementById("find").value);
    return rows.filter(function (r) {
      if (hidden.has(r.kind)) { return false; }
      if (!words.length) { return true; }
      var all = kehoach.plain(HEAD[r.kind](r.row).join(" ") + " " + r.row.text);
      return words.every(function (w) { return all.includes(w); });
    });
  }

  function draw() {
    kehoach.fill("cards", visible().map(card));
    kehoach.fill("kinds", KINDS.map(function (kind) {
      var n = (plan.rows[kind] || []).length;
      return el("button.k-" + kind, { type: "button", "aria-pressed": String(!hidden.has(kind)), disabled: !n, onclick: function () {
        if (hidden.has(kind)) { hidden.delete(kind); } else { hidden.add(kind); }
        kehoach.keep("hidden", Array.from(hidden).join(" "));
        draw();
      } }, say(schema.kinds[kind]) + " ", el("small", {}, String(n)));
    }));
    KINDS.forEach(function (kind) {
      [text, sheets].forEach(function (place) { if (place) { place.classList.toggle("show-" + kind, !hidden.has(kind)); } });
    });
    var list = [];
    Object.keys(schema.tables.documents.columns).forEach(function (name) {
      var c = schema.tables.documents.columns[name], value = plan.document[name];
      if (value === undefined || /title|doc_id|sha256|n_chars|rules_version|doc_type|^number|symbol|issue_year|issue_month|media|^source$|admin_code|_code$|year_|id$/.test(name)) { return; }
      list.push(el("div", {}, el("dt", {}, say(c)), el("dd", {}, c[3] ? word(c[3], value) : c[2] === "date" ? kehoach.day(value) : name === "quality" ? kehoach.number(100 * value, 0) + " %" : String(value))));
    });
    var from = plan.document.year_from, to = plan.document.year_to;
    if (from || to) { list.push(el("div", {}, el("dt", {}, say(["Years", "Thời kỳ"])), el("dd", {}, from && to && from !== to ? from + "–" + to : String(from || to)))); }
    kehoach.fill("facts", list);
  }
  view.draw = draw;

  function onPages() { return sheets && !sheets.hidden; }
  function pieces(id) { return (onPages() ? sheets : text).querySelectorAll('[data-r~="' + CSS.escape(id) + '"]'); }
  function show(id) {
    var place = onPages() ? pieces(id.slice(3))[0] : doc.getElementById(id);
    if (place) { place.scrollIntoView({ block: getComputedStyle(panel).position === "fixed" ? "start" : "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" }); }
  }
  function turn(pages) {
    sheets.hidden = !pages;
    text.hidden = pages;
    doc.getElementById("as-pages").setAttribute("aria-pressed", String(pages));
    doc.getElementById("as-text").setAttribute("aria-pressed", String(!pages));
    var contents = doc.querySelector(".toc");
    if (contents) { contents.hidden = pages; }
  }
  /** Choose a row: mark its words, open its card; bring the `other` side into view. */
  function choose(id, other) {
    chosen = id && byId[id] ? byId[id].id : null;
    doc.querySelectorAll("#document .on, #pages .on").forEach(function (p) { p.classList.remove("on"); });
    if (chosen) {
      if (hidden.has(byId[chosen].kind)) { hidden.delete(byId[chosen].kind); }
      if (onPages() && !pieces(chosen).length && byId[chosen].row.start !== undefined) { turn(false); }  // a page without a picture
      pieces(chosen).forEach(function (p) { p.classList.add("on"); });
      try { history.replaceState(null, "", "#" + chosen); } catch (e) { /* from a folder */ }
    }
    draw();
    if (!chosen) { return; }
    panel.classList.add("open");
    if (!doc.getElementById("row-" + chosen)) { doc.getElementById("find").value = ""; draw(); }
    var made = doc.getElementById("row-" + chosen);
    var cards = doc.getElementById("cards");
    cards.scrollTop = made.offsetTop - cards.offsetTop - 12;
    if (other !== "panel" || getComputedStyle(panel).position === "fixed") { show("at-" + chosen); }
    made.querySelector("button").focus({ preventScroll: true });
  }
  view.choose = choose;

  function step(by) {
    var list = visible();
    if (!list.length) { return; }
    var at = list.findIndex(function (r) { return r.id === chosen; });
    choose(list[at < 0 ? (by > 0 ? 0 : list.length - 1) : (at + by + list.length) % list.length].id, "both");
  }

  function clicked(event) {
    var piece = event.target.closest("[data-r]");
    if (!piece || String(getSelection()).trim()) { return; }
    var id = piece.dataset.r.split(" ").find(function (i) { return byId[i] && !hidden.has(byId[i].kind); });
    event.preventDefault();
    if (id) { choose(id, "panel"); }
  }
  text.addEventListener("click", clicked);
  /** Words or pictures of the pages; what is chosen is marked in both. */
  function view_as(pages) {
    turn(pages);
    if (chosen) { choose(chosen, "both"); }
  }
  if (sheets) {
    sheets.addEventListener("click", clicked);
    doc.getElementById("as-pages").addEventListener("click", function () { view_as(true); });
    doc.getElementById("as-text").addEventListener("click", function () { view_as(false); });
  }
  view.asText = function () { if (onPages()) { view_as(false); } };
  doc.getElementById("find").addEventListener("input", draw);
  doc.getElementById("next").addEventListener("click", function () { step(1); });
  doc.getElementById("previous").addEventListener("click", function () { step(-1); });
  doc.getElementById("close").addEventListener("click", function () { panel.classList.remove("open"); choose(null); });
  doc.addEventListener("keydown", function (event) {
    if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "n") { step(1); }
    if (event.key === "p") { step(-1); }
    if (event.key === "Escape") { panel.classList.remove("open"); choose(null); }
  });
  doc.addEventListener("kehoach-language", draw);
  function fromHash() { var id = decodeURIComponent(location.hash.slice(1)); if (byId[id]) { choose(id, "both"); } }
  addEventListener("hashchange", fromHash);
  draw();
  fromHash();
})();
