/* The list of plans, and the search over the rows of all plans. */
"use strict";
(function () {
  var el = kehoach.el, say = kehoach.say, STEP = 60;
  var COUNTED = ["projects", "funding", "assignments", "deadlines", "targets", "citations"];

  kehoach.listPlans = function () {
    kehoach.load("index").then(function (index) {
      var shown = STEP, found = [];
      function money(p) {
        if (!p.total) { return null; }
        return kehoach.money(p.total) + (p.total >= 1e6 ? " đồng" : "") + (p.added_up ? " " + say(["(added up)", "(cộng các khoản)"]) : "");
      }
      function draw() {
        document.getElementById("count").textContent = kehoach.number(found.length) + " " + say(["plans", "kế hoạch"]);
        kehoach.fill("plans", found.length ? found.slice(0, shown).map(function (p) {
          var facts = [p.code, kehoach.day(p.issue_date), p.programme, money(p)].filter(Boolean);
          return el("li", {}, el("h2", {}, kehoach.planLink(p)), p.title ? el("p.title", { lang: "vi" }, p.title) : null,
            facts.length ? el("p.hint", {}, facts.join(" · ")) : null,
            el("p.counts", {}, COUNTED.filter(function (k) { return p.n[k]; }).map(function (k) {
              return el("span.k-" + k, {}, kehoach.number(p.n[k]) + " " + say(index.kinds[k]).toLowerCase());
            })));
        }) : el("li.empty", {}, say(["No plan fits. Try fewer words or other filters.", "Không có kế hoạch nào phù hợp. Hãy bớt từ khóa hoặc đổi bộ lọc."])));
        document.getElementById("more").hidden = found.length <= shown;
      }
      document.getElementById("more").addEventListener("click", function () { shown += STEP; draw(); });
      kehoach.filters(index, function (plans, q) { found = kehoach.asked(plans, q); shown = STEP; draw(); });
    });
  };

  var QUIET = { text: 1 };  // searched in, not shown where something else says it
  var SHOWN = { deadlines: 1 };
  var PLAIN = { year: 1 };

  kehoach.listRows = function (kinds, severities) {
    kehoach.load("index").then(function (index) {
      var hash = new URLSearchParams(location.hash.slice(1));
      var kind = kinds.includes(hash.get("kind")) ? hash.get("kind") : kinds[0], all = [], done = false, shown = STEP, found = [], stop = null;
      var state = { plans: index.plans, q: "" }, graver = severities && !hash.get("notes");
      function column(name) { return kehoach.schema.tables[kind].columns[name]; }
      function value(name, text) {
        if (text === null || text === undefined) { return ""; }
        if (kind === "diagnostics" && name === "code") { return say(kehoach.schema.notes[text] || text); }
        if (Array.isArray(text)) { return say(text); }
        if (column(name)[3]) { return say((kehoach.schema.vocabularies[column(name)[3]] || {})[text] || text); }
        if (column(name)[2] === "date") { return kehoach.day(text); }
        return typeof text === "number" && !PLAIN[name] ? kehoach.number(text) : String(text);
      }
      function tabs() {
        var buttons = severities
          ? [[true, ["Warnings and errors", "Cảnh báo và lỗi"]], [false, ["Notes too", "Cả lưu ý và điều đã kiểm đúng"]]].map(function (way) {
            return el("button.k-diagnostics", { type: "button", "aria-pressed": String(way[0] === graver), onclick: function () { graver = way[0]; shown = STEP; tabs(); draw(); } }, say(way[1]));
          })
          : kinds.map(function (k) {
            return el("button.k-" + k, { type: "button", "aria-pressed": String(k === kind), onclick: function () { choose(k); } }, say(index.kinds[k]));
          });
        kehoach.fill("kinds", buttons);
      }
      function choose(k) {
        kind = k;
        shown = STEP;
        tabs();
        if (!severities) {
          var now = new URLSearchParams(location.hash.slice(1));
          now.set("kind", k);
          kehoach.hold(now);
        }
        if (stop) { stop(); }
        stop = kehoach.pieces(index, kind, function (rows, complete) { all = rows; done = complete; draw(); });
      }
      function rank(row) { return ["error", "warning", "info"].indexOf(row[2]); }
      function draw() {
        var there = new Set(state.plans), whole = state.plans.length === index.plans.length, words = kehoach.words(state.q);
        found = all.filter(function (r) {
          var plan = r[0] === null ? null : index.plans[r[0]];
          if (!(plan ? there.has(plan) : whole) || (graver && r[2] === "info")) { return false; }
          if (!words.length) { return true; }
          r.folded = r.folded || kehoach.plain([plan ? plan.label : ""].concat(r.slice(2)).join(" "));
          return words.every(function (w) { return r.folded.includes(w); });
        });
        if (severities) { found.sort(function (a, b) { return rank(a) - rank(b); }); }
        document.getElementById("count").textContent = kehoach.number(found.length) + " " + say(["rows", "dòng"]) + (done ? "" : " …");
        table();
      }
      function table() {
        var names = index.searched[kind], kept = names.filter(function (n) { return !QUIET[n] || SHOWN[kind]; });
        if (!found.length && done) {
          kehoach.fill("found", el("tbody", {}, el("tr", {}, el("td.empty", {}, say(["Nothing found.", "Không tìm thấy dòng nào."])))));
          document.getElementById("more").hidden = true;
          return;
        }
        kehoach.fill("found", [
          el("thead", {}, el("tr", {}, kept.map(function (n) { return el("th" + (numeric(n) ? ".num" : ""), { scope: "col" }, say(column(n))); }), el("th", { scope: "col" }, say(["Plan", "Kế hoạch"])))),
          el("tbody", {}, found.slice(0, shown).map(function (r) {
            var plan = r[0] === null ? null : index.plans[r[0]];
            return el("tr", {}, kept.map(function (n) {
              var text = value(n, r[2 + names.indexOf(n)]);
              return el("td" + (numeric(n) ? ".num" : "") + ".c-" + n + (text === "" ? ".blank" : ""), { "data-label": say(column(n)) }, text);
            }), el("td.c-plan", { "data-label": say(["Plan", "Kế hoạch"]) }, plan ? kehoach.planLink(plan, r[1]) : ""));
          }))
        ]);
        document.getElementById("more").hidden = found.length <= shown;
      }
      function numeric(n) { return (column(n)[2] === "int" || column(n)[2] === "float") && !PLAIN[n]; }
      document.getElementById("more").addEventListener("click", function () { shown += STEP; table(); });
      document.addEventListener("kehoach-language", tabs);
      kehoach.filters(index, function (plans, q) { state = { plans: plans, q: q }; shown = STEP; draw(); });
      choose(kind);
    });
  };
})();
