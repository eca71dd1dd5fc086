/* Corrections: mark a row wrong, change its fields, add a row; save them as a file for `kehoach apply`. */
"use strict";
(function () {
  var el = kehoach.el, say = kehoach.say, view = kehoach.view, plan = kehoach.plan, schema = kehoach.schema, doc = document;
  var KINDS = ["citations", "projects", "funding", "assignments", "deadlines", "targets"];
  var FIELDS = {
    citations: "type code issue_date issuer title provision relation", projects: "label name component",
    funding: "amount_vnd role source budget_type year", assignments: "task",
    deadlines: "kind date month day year recurrence what agency recipient", targets: "indicator value_low value_high unit direction area year",
    documents: "doc_type number symbol code issuer issuer_level place issue_date issue_year issue_month title year_from year_to province district commune signer_name signer_title"
  };
  var key = "corrections-" + plan.document.sha256, button = doc.getElementById("correct"), box = doc.getElementById("correcting"), on = false;
  var state = { reviewed: [], corrections: [] }, adding = null;
  try { state = JSON.parse(kehoach.kept(key)) || state; } catch (e) { /* a new draft */ }

  function keep() { kehoach.keep(key, JSON.stringify(state)); view.draw(); draw(); }
  function was(kind, row) {
    var said = {};
    FIELDS[kind].split(" ").forEach(function (name) { said[name] = row[name] === undefined ? null : row[name]; });
    return said;
  }
  function of(r) { return state.corrections.find(function (c) { return c.id === r.id; }); }
  function put(correction) {
    state.corrections = state.corrections.filter(function (c) { return c.id !== correction.id; }).concat([correction]);
    keep();
  }
  function drop(id) { state.corrections = state.corrections.filter(function (c) { return c.id !== id; }); keep(); }

  function file() {
    var fields = ["table", "action", "quote", "start", "was", "fields"];
    return {
      format: "kehoach-corrections/1",
      documents: [{
        doc_id: plan.document.doc_id, sha256: plan.document.sha256, source: plan.document.source, reviewed: state.reviewed,
        corrections: state.corrections.map(function (c) { var o = {}; fields.forEach(function (f) { o[f] = c[f] === undefined ? null : c[f]; }); return o; })
      }]
    };
  }
  kehoach.corrections = file;
  function save() {
    var link = el("a", { href: URL.createObjectURL(new Blob([JSON.stringify(file(), null, 1)], { type: "application/json" })), download: "corrections-" + plan.document.doc_id + ".json" });
    doc.body.append(link);
    link.click();
    link.remove();
  }

  function input(column, value) {
    if (column[3]) {
      var words = schema.vocabularies[column[3]];
      return el("select", {}, el("option", { value: "" }, "–"), Object.keys(words).map(function (w) { return el("option", { value: w, selected: w === value }, say(words[w])); }));
    }
    var type = column[2] === "date" ? "date" : column[2] === "text" ? "text" : "number";
    return el("input", { type: type, step: column[2] === "float" ? "any" : null, value: value === null || value === undefined ? "" : value });
  }
  function read(column, field) {
    if (field.value === "") { return null; }
    return column[2] === "int" || column[2] === "float" ? Number(field.value) : field.value;
  }

  /** A form of a kind's fields; `then` takes what was changed, or all that was filled in where nothing was said before. */
  function form(kind, said, then, cancel) {
    var fields = {}, rows = [], made = el("form.edit", {});
    FIELDS[kind].split(" ").forEach(function (name) {
      var column = schema.tables[kind].columns[name];
      fields[name] = input(column, said[name]);
      fields[name].name = name;
      made.append(el("label", {}, say(column), fields[name]));
    });
    var project = null, agencies = null;
    if (kind === "funding") {
      var paths = (plan.rows.projects || []).map(function (p) { return view.projectPath(p.id); });
      project = el("select", { name: "project" }, el("option", { value: "" }, "–"), paths.map(function (p) { return el("option", { value: p, selected: p === said.project }, p); }));
      made.append(el("label", {}, say(["Project", "Dự án"]), project));
    }
    if (kind === "assignments") {
      agencies = el("div", {});
      var line = function (agency, role) {
        var name = el("input", { type: "text", value: agency, "aria-label": say(["Agency", "Cơ quan"]) });
        var select = input(["", "", "text", "agency_role"], role);
        select.setAttribute("aria-label", say(["Role", "Vai trò"]));
        var entry = { name: name, role: select }, place = el("div.agency", {}, name, select, el("button", { type: "button", "aria-label": say(["Remove", "Bỏ"]), onclick: function () { rows.splice(rows.indexOf(entry), 1); place.remove(); } }, "×"));
        rows.push(entry);
        agencies.append(place);
      };
      (said.agencies || []).forEach(function (a) { line(a.agency, a.role); });
      made.append(agencies, el("button", { type: "button", onclick: function () { line("", "responsible"); } }, say(["+ agency", "+ cơ quan"])));
    }
    made.append(el("div.row-of", {}, el("button.main", { type: "submit" }, say(["Keep", "Giữ lại"])), el("button", { type: "button", onclick: cancel }, say(["Cancel", "Bỏ qua"]))));
    made.addEventListener("submit", function (event) {
      event.preventDefault();
      var now = {};
      Object.keys(fields).forEach(function (name) {
        var value = read(schema.tables[kind].columns[name], fields[name]);
        if (value !== (said[name] === undefined ? null : said[name])) { now[name] = value; }
      });
      if (project && project.value !== (said.project || "")) { now.project = project.value || null; }
      if (agencies) {
        var list = rows.filter(function (r) { return r.name.value.trim(); }).map(function (r) { return { agency: r.name.value.trim(), role: r.role.value || "responsible" }; });
        if (JSON.stringify(list) !== JSON.stringify(said.agencies || [])) { now.agencies = list; }
      }
      then(now);
    });
    return made;
  }

  /** What a card has besides: a mark of what was corrected, and while correcting the ways to do it. */
  view.after.push(function (r, card, open) {
    var made = of(r);
    if (made) {
      card.classList.toggle("is-wrong", made.action === "wrong");
      card.querySelector(".kind").append(" ", el("span.badge", {}, say(made.action === "wrong" ? ["wrong", "sai"] : ["changed", "đã sửa"])));
    }
    if (!on || !open || !KINDS.includes(r.kind) || r.row.start === undefined) { return; }
    var base = { id: r.id, table: r.kind, quote: r.row.text, start: r.row.start, was: was(r.kind, r.row) };
    var place = el("div.edit", {});
    var said = Object.assign({}, base.was, made && made.action === "change" ? made.fields : {});
    if (r.kind === "funding" && !("project" in said)) { said.project = view.projectPath(r.row.project_id); }
    if (r.kind === "assignments" && !said.agencies) { said.agencies = (view.agencies[r.id] || []).map(function (a) { return { agency: a.agency, role: a.role }; }); }
    place.append(el("div.row-of", {},
      el("button", { type: "button", onclick: function () { put(Object.assign({ action: "wrong", fields: {} }, base)); } }, say(["Wrong: take it out", "Sai: bỏ dòng này"])),
      el("button", { type: "button", onclick: function () {
        place.replaceChildren(form(r.kind, said, function (now) {
          var fields = Object.assign({}, made && made.action === "change" ? made.fields : {}, now);
          if (Object.keys(fields).length) { put(Object.assign({ action: "change", fields: fields }, base)); } else { view.draw(); }
        }, view.draw));
      } }, say(["Change", "Sửa"])),
      made ? el("button", { type: "button", onclick: function () { drop(r.id); } }, say(["Undo", "Hoàn tác"])) : null));
    card.append(place);
  });

  /** Where a point of the page stands in the plan's text. */
  function offset(node, at) {
    var holder = (node.nodeType === 3 ? node.parentElement : node).closest("[data-o]");
    return holder && doc.getElementById("document").contains(holder) ? Number(holder.dataset.o) + (node.nodeType === 3 ? at : 0) : null;
  }
  function selected() {
    var chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) { return null; }
    var range = chosen.getRangeAt(0), start = offset(range.startContainer, range.startOffset), end = offset(range.endContainer, range.endOffset);
    return start === null || end === null || end <= start ? null : { start: start, quote: kehoach.slice(start, end) };
  }
  /** The text between two offsets, from the pieces of the page; what the page leaves out between them is a blank. */
  kehoach.slice = function (start, end) {
    var text = "", at = start;
    doc.querySelectorAll("#document [data-o]").forEach(function (piece) {
      var from = Number(piece.dataset.o), to = from + piece.textContent.length;
      if (to <= at || from >= end) { return; }
      if (from > at) { text += " "; }
      text += piece.textContent.slice(Math.max(0, at - from), end - from);
      at = to;
    });
    return text;
  };

  function draw() {
    button.setAttribute("aria-pressed", String(on));
    box.hidden = !on;
    if (!on) { return; }
    var added = state.corrections.filter(function (c) { return c.action === "add"; });
    kehoach.fill(box, [
      el("p", {}, say(["Choose a row to change it. To add one, select its words in the text.", "Chọn một dòng để sửa. Muốn thêm dòng, bôi đen chữ trong văn bản rồi chọn loại."])),
      el("div.row-of", {}, KINDS.map(function (kind) {
        return el("button.k-" + kind, { type: "button", onclick: function () {
          var words = selected();
          adding = words ? { kind: kind, words: words } : "none";
          draw();
        } }, "+ " + say(schema.kinds[kind]));
      })),
      adding === "none" ? el("p", { role: "alert" }, say(["Select words in the text first.", "Hãy bôi đen chữ trong văn bản trước."])) : null,
      adding && adding !== "none" ? el("div", {}, el("blockquote", {}, adding.words.quote.replace(/\s+/g, " ")), form(adding.kind, adding.kind === "assignments" ? { task: adding.words.quote.replace(/\s+/g, " ").trim() } : {}, function (now) {
        var made = { id: "new-" + adding.kind + "-" + adding.words.start + "-" + state.corrections.length, table: adding.kind, action: "add", quote: adding.words.quote, start: adding.words.start, was: {}, fields: now };
        adding = null;
        put(made);
      }, function () { adding = null; draw(); })) : null,
      added.length ? el("ul", {}, added.map(function (c) {
        return el("li", {}, "+ " + say(schema.kinds[c.table]) + ": " + c.quote.replace(/\s+/g, " ").slice(0, 60) + " ", el("button", { type: "button", "aria-label": say(["Remove", "Bỏ"]), onclick: function () { drop(c.id); } }, "×"));
      })) : null,
      el("details", {}, el("summary", {}, say(["About the document itself", "Thông tin chung của văn bản"])), form("documents", Object.assign(was("documents", plan.document), (of({ id: "documents" }) || {}).fields), function (now) {
        put({ id: "documents", table: "documents", action: "change", quote: null, start: null, was: was("documents", plan.document), fields: Object.assign({}, (of({ id: "documents" }) || {}).fields, now) });
      }, draw)),
      el("fieldset.reviewed", {}, el("legend", {}, say(["I have checked every row of", "Đã kiểm tra hết các dòng"])), ["documents"].concat(KINDS).map(function (kind) {
        var tick = el("input", { type: "checkbox", checked: state.reviewed.includes(kind) });
        tick.addEventListener("change", function () { state.reviewed = state.reviewed.filter(function (k) { return k !== kind; }).concat(tick.checked ? [kind] : []); keep(); });
        return el("label", {}, tick, " ", kind === "documents" ? say(["Document", "Văn bản"]) : say(schema.kinds[kind]));
      })),
      el("div.row-of", {}, el("button.main", { type: "button", id: "save", onclick: save }, say(["Save corrections", "Lưu tệp sửa đổi"]) + " (" + state.corrections.length + ")"),
        el("button", { type: "button", onclick: function () { state = { reviewed: [], corrections: [] }; keep(); } }, say(["Discard all", "Bỏ tất cả"]))),
      el("p.hint", {}, "kehoach apply corrections-" + plan.document.doc_id + ".json --store …")
    ]);
  }
  button.addEventListener("click", function () { on = !on; if (on) { view.asText(); } view.draw(); draw(); });
  doc.addEventListener("kehoach-language", draw);
  view.draw();
})();
