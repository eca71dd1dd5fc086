/* Plans side by side: the tables, and the page on which plans are chosen. */
"use strict";
(function () {
  var el = kehoach.el, say = kehoach.say, MOST = 8;
  var NUMBERS = { money: 1, money_by_source: 1, money_by_component: 1, leads: 1 };

  function words(texts) { return texts.map(function (t) { return el("li", {}, say(t)); }); }
  function cell(part, value, here) {
    if (!value) { return el("td.none", {}, el("span", { "aria-label": say(["none", "không có"]) }, "–")); }
    if (part === "leads" && value[1].length) {
      return el("td.num", {}, el("details", {}, el("summary", {}, kehoach.number(value[0])), el("ul", {}, words(value[1]))));
    }
    if (NUMBERS[part]) {
      return value[0] === null ? el("td.num.named", {}, "×")
        : el("td.num", {}, kehoach.number(value[0]), value[1].length ? el("small", {}, value[1].map(function (t) { return say(t); }).join("; ")) : null);
    }
    return el("td" + (part === "lacks" ? ".lack" : ""), {}, value[1].length > 1 ? el("ul", {}, words(value[1])) : value[1].length ? say(value[1][0]) : "×");
  }
  var LEGEND = {
    money_by_component: ["× the plan has the component and names no money for it; – it does not have it", "× kế hoạch có dự án này nhưng không nêu kinh phí; – kế hoạch không có dự án này"],
    lacks: ["× lacking in this plan, though more than half of the plans beside it have it", "× kế hoạch này thiếu, trong khi hơn một nửa số kế hoạch được so sánh có"]
  };

  /** Draw a comparison: a table for each part, a column for each plan. All tables have the same columns' widths. */
  function draw(place, data, parts) {
    var tables = Object.keys(parts).map(function (part) {
      var lines = data.lines.filter(function (l) { return l[0] === part; });
      if (!lines.length) { return null; }
      var title = say(parts[part]);
      return el("section.card", {}, el("h2", {}, title),
        el("div.scroll", { role: "region", tabindex: "0", "aria-label": title }, el("table.compared.p-" + part + (data.columns.length > 5 ? ".many" : ""), { style: "--n:" + data.columns.length },
          el("thead", {}, el("tr", {}, el("td"), data.columns.map(function (c) {
            return el("th", { scope: "col" }, c.plans && c.plans.length === 1 && window.KEHOACH_ROOT !== undefined ? kehoach.planLink({ id: c.plans[0], label: say(c.label) }) : say(c.label),
              c.size > 1 ? el("small", {}, kehoach.number(c.size) + " " + say(["plans", "kế hoạch"])) : null);
          }))),
          el("tbody", {}, lines.map(function (line) {
            return el("tr", {}, el("th", { scope: "row" }, say(line[2])), data.columns.map(function (c) { return cell(part, line[3][c.key]); }));
          })))),
        LEGEND[part] ? el("p.hint.below", {}, say(LEGEND[part])) : null);
    });
    kehoach.fill(place, tables.some(Boolean) ? tables : el("p.empty", {}, say(["Nothing to compare: choose plans above.", "Không có gì để so sánh: hãy chọn kế hoạch ở trên."])));
  }

  kehoach.showComparison = function (data) {
    var show = function () { draw("comparison", data, data.parts); };
    document.addEventListener("kehoach-language", show);
    show();
  };

  /** The lines of several columns on common lines, and what some lack that most have. */
  function merge(columns, lines, words, parts) {
    var sources = Object.keys(words.funding_source).concat([""]), types = Object.keys(words.budget_type).concat([""]);
    function rank(key) { return 10 * sources.indexOf(key.split("/")[0]) + types.indexOf(key.split("/")[1]); }
    var found = new Map();
    columns.forEach(function (column, i) {
      lines[i].forEach(function (l) {
        var key = l[0] + "\n" + l[1], line = found.get(key);
        if (!line) { line = [l[0], l[1], l[2], {}]; found.set(key, line); }
        line[3][column.id] = [l[3], l[4]];
      });
    });
    var order = { money: ["total", "households", "communes", "per_household", "per_commune"] };
    var all = Array.from(found.values()).map(function (l) { return { line: l, spread: Object.keys(l[3]).length }; });
    all.sort(function (a, b) {
      if (a.line[0] !== b.line[0]) { return parts.indexOf(a.line[0]) - parts.indexOf(b.line[0]); }
      if (a.line[0] === "money") { return order.money.indexOf(a.line[1]) - order.money.indexOf(b.line[1]); }
      if (a.line[0] === "money_by_source") { return rank(a.line[1]) - rank(b.line[1]); }
      if (a.line[0] === "money_by_component" || a.line[0] === "deadlines") { return a.line[1].localeCompare(b.line[1], "en", { numeric: true }); }
      return b.spread - a.spread;
    });
    all = all.map(function (a) { return a.line; });
    return {
      columns: columns.map(function (c) { return { key: c.id, label: c.label, plans: c.plans === undefined ? [c.id] : null, size: c.plans }; }),
      lines: all.concat(lacking(columns, all))
    };
  }

  function lacking(columns, lines) {
    if (columns.length < 2) { return []; }
    var things = [];
    function thing(key, words, fits) {
      var having = new Set();
      lines.forEach(function (l) { if (fits(l)) { Object.keys(l[3]).forEach(function (id) { having.add(id); }); } });
      things.push([key, words, having]);
    }
    function field(name, words) {
      things.push([name, words, new Set(columns.filter(function (c) { return c.plans !== undefined || (c.lacks || []).indexOf(name) < 0; }).map(function (c) { return c.id; }))]);
    }
    thing("money", ["no amount of money", "không nêu kinh phí"], function (l) { return l[0] === "money" && l[1] === "total"; });
    thing("targets", ["no target", "không có chỉ tiêu"], function (l) { return l[0] === "targets"; });
    thing("leads", ["nobody leads a duty", "không giao cơ quan chủ trì"], function (l) { return l[0] === "leads"; });
    thing("reports", ["no reporting date", "không có thời hạn báo cáo"], function (l) { return l[0] === "deadlines" && l[1].startsWith("0:"); });
    field("code", ["number left blank", "để trống số văn bản"]);
    field("signer_name", ["no signature", "không rõ người ký"]);
    lines.forEach(function (l) {
      var named = Array.isArray(l[2]) ? l[2] : [l[2], l[2]];
      if (l[0] === "money_by_component" && l[1].includes("/")) { things.push([l[1], ["component left out: " + named[0], "thiếu dự án thành phần: " + named[1]], new Set(Object.keys(l[3]))]); }
      if (l[0] === "citations") { things.push([l[1], ["document not cited: " + named[0], "không viện dẫn: " + named[1]], new Set(Object.keys(l[3]))]); }
    });
    return things.filter(function (t) { return t[2].size < columns.length && t[2].size > columns.length / 2; }).map(function (t) {
      var cells = {};
      columns.forEach(function (c) { if (!t[2].has(c.id)) { cells[c.id] = [null, ["×"]]; } });
      return ["lacks", t[0], t[1], cells];
    });
  }

  var WAYS = [["plan", ["plan", "kế hoạch"]], ["district", ["place", "địa phương"]], ["programme", ["programme", "chương trình"]], ["year", ["year", "năm"]]];

  kehoach.comparePage = function () {
    kehoach.load("index").then(function (index) {
      var hash = new URLSearchParams(location.hash.slice(1)), words = "", shown = index.plans;
      var by = WAYS.some(function (w) { return w[0] === hash.get("by"); }) ? hash.get("by") : "plan";
      var picked = {}, all = { plan: index.plans };
      if (hash.get("of")) { picked[by] = hash.get("of").split(","); }

      /** To begin with: a few plans with money of the programme that most plans serve; of groups the largest. */
      function first(things) {
        if (by === "year") { return things.slice(-MOST); }
        if (by !== "plan") { return things.slice().sort(function (a, b) { return b.plans - a.plans; }).slice(0, 5); }
        var n = {};
        things.forEach(function (p) { if (p.programme) { n[p.programme] = (n[p.programme] || 0) + 1; } });
        var most = Object.keys(n).sort(function (a, b) { return n[b] - n[a]; })[0], seen = {};
        var fit = things.filter(function (p) { var again = seen[p.label]; seen[p.label] = true; return !again && (!most || p.programme === most); });
        return fit.filter(function (p) { return p.total; }).concat(fit.filter(function (p) { return !p.total; })).slice(0, 4);
      }
      function things() { return by === "plan" ? shown : all[by]; }
      function chosen() {
        return (picked[by] || []).map(function (id) { return all[by].find(function (t) { return t.id === id; }); }).filter(Boolean);
      }
      function grouping(changed) {
        var select = el("select", { name: "by" }, WAYS.map(function (w) { return el("option", { value: w[0], selected: w[0] === by }, say(w[1])); }));
        select.addEventListener("change", function () { by = select.value; changed(); });
        return el("label", {}, el("span", {}, say(["Compare by", "So sánh theo"])), select);
      }
      function name(t) { return say(t.label); }
      function choices() {
        var now = picked[by], asked = kehoach.words(words);
        var list = things().filter(function (t) { return now.includes(t.id) || asked.every(function (w) { return kehoach.plain([name(t), t.title, t.code].join(" ")).includes(w); }); });
        list = list.filter(function (t) { return now.includes(t.id); }).concat(list.filter(function (t) { return !now.includes(t.id); }));
        kehoach.fill("choices", list.slice(0, 100).map(function (t) {
          var box = el("input", { type: "checkbox", value: t.id, checked: now.includes(t.id), disabled: !now.includes(t.id) && now.length >= MOST });
          box.addEventListener("change", function () {
            picked[by] = box.checked ? picked[by].concat([t.id]) : picked[by].filter(function (id) { return id !== t.id; });
            choices();
            document.querySelector('#choices input[value="' + CSS.escape(t.id) + '"]').focus();
            show();
          });
          return el("li", {}, el("label", {}, box, el("span", {}, name(t), el("small", {}, t.title ? " " + t.title : t.plans ? " " + kehoach.number(t.plans) + " " + say(["plans", "kế hoạch"]) : ""))));
        }));
        document.getElementById("chosen").textContent = "(" + now.length + "/" + MOST + ")";
        document.getElementById("left").textContent = list.length > 100 ? say(["and " + kehoach.number(list.length - 100) + " more: search above", "và " + kehoach.number(list.length - 100) + " mục nữa: hãy tìm ở ô trên"]) : "";
      }
      function show() {
        var columns = chosen(), now = by, folder = by === "plan" ? "lines/" : "by/" + by + "/";
        var held = new URLSearchParams(location.hash.slice(1));
        held.set("by", by);
        held.set("of", picked[by].join(","));
        kehoach.hold(held);
        Promise.all(columns.map(function (c) { return kehoach.load(folder + c.id); })).then(function (lines) {
          if (now === by) { draw("comparison", merge(columns, lines, index.vocabularies, Object.keys(index.parts)), index.parts); }
        });
      }
      function begin() {
        if (!picked[by] || !chosen().length) { picked[by] = first(things()).map(function (t) { return t.id; }); }
        choices();
        show();
      }
      kehoach.filters(index, function (plans, q) {
        shown = plans;
        words = q;
        if (by === "plan" || all[by]) { begin(); return; }
        var asked = by;
        kehoach.load("by/" + by).then(function (groups) { all[asked] = groups; if (asked === by) { begin(); } });
      }, grouping);
    });
  };
})();
