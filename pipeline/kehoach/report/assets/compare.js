/* Plans side by side: the tables, and the page on which plans are chosen. */
"use strict";
(function () {
  var el = kehoach.el, say = kehoach.say, MOST = 8;
  var NUMBERS = { money: 1, money_by_source: 1, money_by_component: 1, leads: 1 };

  function cell(part, value, here) {
    if (!value) { return el("td.none", {}, el("span", { "aria-label": say(["none", "không có"]) }, "–")); }
    if (part === "leads" && value[1].length) {
      return el("td.num", {}, el("details", {}, el("summary", {}, kehoach.number(value[0])), el("ul", {}, value[1].map(function (t) { return el("li", {}, t); }))));
    }
    if (NUMBERS[part]) { return value[0] === null ? el("td.num.named", {}, "×") : el("td.num", {}, kehoach.number(value[0])); }
    return el("td" + (part === "lacks" ? ".lack" : ""), {}, value[1].length > 1 ? el("ul", {}, value[1].map(function (t) { return el("li", {}, t); })) : value[1][0] || "×");
  }

  /** Draw a comparison: a table for each part, a column for each plan. */
  function draw(place, data, parts) {
    var tables = Object.keys(parts).map(function (part) {
      var lines = data.lines.filter(function (l) { return l[0] === part; });
      if (!lines.length) { return null; }
      var left = (data.left_out || {})[part], title = say(parts[part]);
      return el("section.card", {}, el("h2", {}, title),
        el("div.scroll", { role: "region", tabindex: "0", "aria-label": title }, el("table.compared.p-" + part, {},
          el("thead", {}, el("tr", {}, el("td"), data.columns.map(function (c) {
            return el("th", { scope: "col" }, c.plans.length === 1 && window.KEHOACH_ROOT !== undefined ? kehoach.planLink({ id: c.plans[0], label: say(c.label) }) : say(c.label));
          }))),
          el("tbody", {}, lines.map(function (line) {
            return el("tr", {}, el("th", { scope: "row" }, say(line[2])), data.columns.map(function (c) { return cell(part, line[3][c.key]); }));
          })))),
        left > 0 ? el("p.hint", {}, say(["and " + left + " more: kehoach compare --format csv", "và " + left + " dòng nữa: kehoach compare --format csv"])) : null);
    });
    kehoach.fill(place, tables.some(Boolean) ? tables : el("p.hint", {}, say(["Nothing to compare.", "Không có gì để so sánh."])));
  }

  kehoach.showComparison = function (data) {
    var show = function () { draw("comparison", data, data.parts); };
    document.addEventListener("kehoach-language", show);
    show();
  };

  /** The lines of several plans on common lines, and what some lack that most have. */
  function merge(plans, lines, words) {
    var sources = Object.keys(words.funding_source).concat([""]), types = Object.keys(words.budget_type).concat([""]);
    function rank(key) { return 10 * sources.indexOf(key.split("/")[0]) + types.indexOf(key.split("/")[1]); }
    var found = new Map();
    plans.forEach(function (plan, i) {
      lines[i].forEach(function (l) {
        var key = l[0] + "\n" + l[1], line = found.get(key);
        if (!line) { line = [l[0], l[1], l[2], {}]; found.set(key, line); }
        line[3][plan.id] = l[3][plan.id];
      });
    });
    var order = { money: ["total", "households", "communes", "per_household", "per_commune"] };
    var all = Array.from(found.values()).map(function (l) { return { line: l, spread: Object.keys(l[3]).length }; });
    all.sort(function (a, b) {
      if (a.line[0] !== b.line[0]) { return 0; }
      if (a.line[0] === "money") { return order.money.indexOf(a.line[1]) - order.money.indexOf(b.line[1]); }
      if (a.line[0] === "money_by_source") { return rank(a.line[1]) - rank(b.line[1]); }
      if (a.line[0] === "money_by_component" || a.line[0] === "deadlines") { return a.line[1].localeCompare(b.line[1], "en", { numeric: true }); }
      return b.spread - a.spread;
    });
    all = all.map(function (a) { return a.line; });
    return { columns: plans.map(function (p) { return { key: p.id, label: p.label, plans: [p.id] }; }), lines: all.concat(lacking(plans, all)) };
  }

  function lacking(plans, lines) {
    if (plans.length < 2) { return []; }
    var things = [];
    function thing(key, words, fits) {
      var having = new Set();
      lines.forEach(function (l) { if (fits(l)) { Object.keys(l[3]).forEach(function (id) { having.add(id); }); } });
      things.push([key, words, having]);
    }
    thing("money", ["no amount of money", "không nêu kinh phí"], function (l) { return l[0] === "money" && l[1] === "total"; });
    thing("targets", ["no target", "không có chỉ tiêu"], function (l) { return l[0] === "targets"; });
    thing("leads", ["nobody leads a duty", "không giao cơ quan chủ trì"], function (l) { return l[0] === "leads"; });
    thing("reports", ["no reporting date", "không có thời hạn báo cáo"], function (l) { return l[0] === "deadlines" && l[1].startsWith("0:"); });
    lines.forEach(function (l) {
      var named = Array.isArray(l[2]) ? l[2] : [l[2], l[2]];
      if (l[0] === "money_by_component" && l[1].includes("/")) { things.push([l[1], ["component left out: " + named[0], "thiếu dự án thành phần: " + named[1]], new Set(Object.keys(l[3]))]); }
      if (l[0] === "citations") { things.push([l[1], ["document not cited: " + named[0], "không viện dẫn: " + named[1]], new Set(Object.keys(l[3]))]); }
    });
    return things.filter(function (t) { return t[2].size < plans.length && t[2].size > plans.length / 2; }).map(function (t) {
      var cells = {};
      plans.forEach(function (p) { if (!t[2].has(p.id)) { cells[p.id] = [null, ["×"]]; } });
      return ["lacks", t[0], t[1], cells];
    });
  }

  kehoach.comparePage = function () {
    kehoach.load("index").then(function (index) {
      var by = "plan", chosen = first(index.plans), shown = index.plans, words = [];

      /** To begin with: a few plans of the programme that most plans serve. */
      function first(plans) {
        var n = {};
        plans.forEach(function (p) { if (p.programme) { n[p.programme] = (n[p.programme] || 0) + 1; } });
        var most = Object.keys(n).sort(function (a, b) { return n[b] - n[a]; })[0];
        return plans.filter(function (p) { return !most || p.programme === most; }).slice(0, 4).map(function (p) { return p.id; });
      }
      function grouping(changed) {
        var words = [["plan", ["plan", "kế hoạch"]], ["district", ["place", "địa phương"]], ["programme", ["programme", "chương trình"]], ["year", ["year", "năm"]]];
        var select = el("select", { name: "by" }, words.map(function (w) { return el("option", { value: w[0], selected: w[0] === by }, say(w[1])); }));
        select.addEventListener("change", function () { by = select.value; changed(); });
        return el("label", {}, el("span", {}, say(["Compare by", "So sánh theo"])), select);
      }
      function choices() {
        var picked = new Set(chosen);
        var list = shown.filter(function (p) { return picked.has(p.id) || words.every(function (w) { return kehoach.plain([p.label, p.title, p.code].join(" ")).includes(w); }); });
        kehoach.fill("choices", list.slice(0, 200).map(function (p) {
          var box = el("input", { type: "checkbox", value: p.id, checked: picked.has(p.id), disabled: !picked.has(p.id) && chosen.length >= MOST });
          box.addEventListener("change", function () {
            chosen = box.checked ? chosen.concat([p.id]) : chosen.filter(function (id) { return id !== p.id; });
            choices();
            show();
          });
          return el("li", {}, el("label", {}, box, el("span", {}, p.label, el("small", {}, p.title ? " " + p.title : ""))));
        }));
        document.getElementById("chosen").textContent = "(" + chosen.length + "/" + MOST + ")";
      }
      function show() {
        document.getElementById("picker").hidden = by !== "plan";
        if (by !== "plan") {
          kehoach.load("by/" + by).then(function (data) { draw("comparison", data, index.parts); count(data.columns.length); });
          return;
        }
        var plans = index.plans.filter(function (p) { return chosen.includes(p.id); });
        Promise.all(plans.map(function (p) { return kehoach.load("lines/" + p.id); })).then(function (lines) {
          draw("comparison", merge(plans, lines, index.vocabularies), index.parts);
          count(plans.length);
        });
      }
      function count(n) { document.getElementById("count").textContent = kehoach.number(n) + " " + say(["columns", "cột"]); }
      kehoach.filters(index, function (plans, q) {
        shown = plans;
        words = kehoach.words(q);
        choices();
        show();
      }, grouping);
    });
  };
})();
