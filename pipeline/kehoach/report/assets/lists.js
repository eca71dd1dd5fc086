/* The list of plans, and the search over the rows of all plans. */
"use strict";
(function () {
  var el = kehoach.el, say = kehoach.say, STEP = 60;

  kehoach.listPlans = function () {
    kehoach.load("index").then(function (index) {
      var shown = STEP, found = [];
      function draw() {
        document.getElementById("count").textContent = kehoach.number(found.length) + " " + say(["plans", "kế hoạch"]);
        kehoach.fill("plans", found.slice(0, shown).map(function (p) {
          var facts = [p.code, kehoach.day(p.issue_date), p.programme, p.total ? kehoach.money(p.total) + (p.total >= 1e6 ? " " + say(["đồng", "đồng"]) : "") : null].filter(Boolean);
          return el("li", {}, el("h2", {}, kehoach.planLink(p)), p.title ? el("p", {}, p.title) : null,
            el("p.hint", {}, facts.join(" · ")), el("p.counts", {}, ["projects", "funding", "assignments", "deadlines", "targets", "citations"].filter(function (k) { return p.n[k]; }).map(function (k) {
              return el("span.k-" + k, {}, kehoach.number(p.n[k]) + " " + say(index.kinds[k]).toLowerCase());
            })));
        }));
        document.getElementById("more").hidden = found.length <= shown;
      }
      document.getElementById("more").addEventListener("click", function () { shown += STEP; draw(); });
      kehoach.filters(index, function (plans, q) {
        var words = kehoach.words(q);
        found = plans.filter(function (p) {
          p.folded = p.folded || kehoach.plain([p.label, p.title, p.code, p.issuer, p.place, p.source].join(" "));
          return words.every(function (w) { return p.folded.includes(w); });
        });
        shown = STEP;
        draw();
      });
    });
  };

  var COLUMNS = {
    funding: "text amount_vnd role source budget_type year", assignments: "task assignee_text",
    deadlines: "text date kind recurrence what agency recipient month day", targets: "indicator value_low value_high unit direction year text",
    citations: "type code title issuer issue_date relation", projects: "label name component", diagnostics: "severity code message"
  };
  var HIDDEN = { month: 1, day: 1 };

  kehoach.listRows = function (kinds) {
    kehoach.load("index").then(function (index) {
      var kind = kinds[0], shown = STEP, state = { plans: index.plans, q: "" };
      var asked = new URLSearchParams(location.hash.slice(1)).get("kind");
      if (kinds.includes(asked)) { kind = asked; }
      function value(name, text) {
        var column = kehoach.schema.tables[kind].columns[name];
        if (text === null || text === undefined) { return ""; }
        if (kind === "diagnostics" && name === "code") { return say(kehoach.schema.notes[text] || text); }
        if (column[3]) { return say(kehoach.schema.vocabularies[column[3]][text] || text); }
        if (column[2] === "date") { return kehoach.day(text); }
        return typeof text === "number" && name !== "year" ? kehoach.number(text) : String(text);
      }
      function draw() {
        kehoach.fill("kinds", kinds.map(function (k) {
          return el("button.k-" + k, { type: "button", "aria-pressed": String(k === kind), onclick: function () { kind = k; shown = STEP; draw(); } }, say(index.kinds[k]));
        }));
        var now = kind;
        kehoach.load("rows/" + kind).then(function (rows) {
          if (now !== kind) { return; }
          var there = new Set(state.plans), all = state.plans.length === index.plans.length, words = kehoach.words(state.q);
          var found = rows.filter(function (r) {
            var plan = r[0] === null ? null : index.plans[r[0]];
            if (!(plan ? there.has(plan) : all)) { return false; }
            if (!words.length) { return true; }
            r.folded = r.folded || kehoach.plain([plan ? plan.label : ""].concat(r.slice(2)).join(" "));
            return words.every(function (w) { return r.folded.includes(w); });
          });
          document.getElementById("count").textContent = kehoach.number(found.length) + " " + say(["rows", "dòng"]);
          var names = COLUMNS[kind].split(" "), kept = names.filter(function (n) { return !HIDDEN[n]; });
          kehoach.fill("found", [
            el("thead", {}, el("tr", {}, kept.map(function (n) { return el("th", { scope: "col" }, say(kehoach.schema.tables[kind].columns[n])); }), el("th", { scope: "col" }, say(["Plan", "Kế hoạch"])))),
            el("tbody", {}, found.slice(0, shown).map(function (r) {
              return el("tr", {}, kept.map(function (n) {
                var text = value(n, r[2 + names.indexOf(n)]), type = kehoach.schema.tables[kind].columns[n][2];
                return el("td" + (type === "int" || type === "float" ? ".num" : ""), {}, text);
              }), el("td", {}, r[0] === null ? "" : kehoach.planLink(index.plans[r[0]], r[1])));
            }))
          ]);
          document.getElementById("more").hidden = found.length <= shown;
        });
      }
      document.getElementById("more").addEventListener("click", function () { shown += STEP; draw(); });
      kehoach.filters(index, function (plans, q) { state = { plans: plans, q: q }; shown = STEP; draw(); });
    });
  };
})();
