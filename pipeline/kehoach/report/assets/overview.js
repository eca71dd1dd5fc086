/* The overview: figures, bars of money, the calendar, targets; all of the plans that the filters leave. */
"use strict";
kehoach.load("index").then(function (index) {
  var el = kehoach.el, say = kehoach.say, SOURCES = Object.keys(index.vocabularies.funding_source).concat([""]);
  var chosenMonth = null, shown = index.plans;

  function sourceWords(source) { return say(index.vocabularies.funding_source[source] || ["not said", "không nêu rõ"]); }
  function sum(values) { return values.reduce(function (a, b) { return a + b; }, 0); }

  function tiles(plans) {
    var n = function (kind) { return sum(plans.map(function (p) { return p.n[kind] || 0; })); };
    var list = [
      [plans.length, ["plans", "kế hoạch"]], [kehoach.money(sum(plans.map(function (p) { return p.total || 0; }))), ["stated in all", "kinh phí nêu trong kế hoạch"]],
      [n("assignments"), ["duties", "nhiệm vụ"]], [n("deadlines"), ["deadlines", "thời hạn"]], [n("targets"), ["targets", "chỉ tiêu"]], [n("citations"), ["citations", "viện dẫn"]]
    ];
    kehoach.fill("tiles", list.map(function (t) {
      return el("div.tile", {}, el("strong", {}, typeof t[0] === "number" ? kehoach.number(t[0]) : t[0]), el("span", {}, say(t[1])));
    }));
  }

  /** Rows of bars; `parts` are [source, amount] or null for one bar. */
  function bars(id, rows, empty) {
    if (!rows.length) { kehoach.fill(id, el("p.hint", {}, say(empty))); return; }
    var most = Math.max.apply(null, rows.map(function (r) { return r.amount; }));
    kehoach.fill(id, el("table.bars", {}, el("tbody", {}, rows.map(function (row) {
      var words = (row.parts || []).map(function (p) { return sourceWords(p[0]) + " " + kehoach.money(p[1]); }).join("; ");
      return el("tr", {}, el("th", { scope: "row" }, row.label), el("td.bar", {},
        el("div.track", { role: "img", "aria-label": words || kehoach.money(row.amount), title: words || null },
          (row.parts || [["plain", row.amount]]).map(function (p) {
            return el("i.s-" + (p[0] || "none"), { style: "width:" + Math.max(0.4, 100 * p[1] / most) + "%" });
          }))), el("td.num", {}, kehoach.money(row.amount)));
    }))));
  }

  function components(plans) {
    var amounts = {};
    plans.forEach(function (p) {
      Object.keys(p.components).forEach(function (code) { if (code.split("/").length === 2) { amounts[code] = (amounts[code] || 0) + p.components[code]; } });
    });
    var several = new Set(Object.keys(amounts).map(function (c) { return c.split("/")[0]; })).size > 1;
    bars("components", Object.keys(amounts).sort(function (a, b) { return amounts[b] - amounts[a]; }).slice(0, 12).map(function (code) {
      var parts = code.split("/");
      return { label: el("span", { title: index.components[code] || null }, el("b", {}, parts[1] + " "), several ? el("small", {}, parts[0] + " ") : null, index.components[code] || ""), amount: amounts[code] };
    }), ["No component of a national programme has money here.", "Không có kinh phí theo dự án thành phần."]);
  }

  function places(plans) {
    var by = {};
    plans.filter(function (p) { return p.total; }).forEach(function (p) {
      var key = p.place || p.issuer || p.label, place = by[key] = by[key] || { amount: 0, parts: {} };
      place.amount += p.total;
      p.split.forEach(function (s) { place.parts[s[0] || ""] = (place.parts[s[0] || ""] || 0) + s[2]; });
    });
    var used = new Set();
    var rows = Object.keys(by).sort(function (a, b) { return by[b].amount - by[a].amount; }).slice(0, 15).map(function (key) {
      var parts = SOURCES.filter(function (s) { return by[key].parts[s]; }).map(function (s) { used.add(s); return [s, by[key].parts[s]]; });
      return { label: key, amount: by[key].amount, parts: parts };
    });
    kehoach.fill("legend", SOURCES.filter(function (s) { return used.has(s); }).map(function (s) { return el("span", {}, el("i.s-" + (s || "none")), sourceWords(s)); }));
    bars("places", rows, ["No plan here states its money.", "Không có kế hoạch nào nêu tổng kinh phí."]);
  }

  function calendar() {
    kehoach.load("rows/deadlines").then(function (rows) {
      var there = new Set(shown.map(function (p) { return p.id; })), months = [];
      for (var m = 0; m < 13; m++) { months.push([]); }
      rows.forEach(function (r) { if (r[9] && r[0] !== null && there.has(index.plans[r[0]].id)) { months[r[9]].push(r); } });
      var most = Math.max(1, Math.max.apply(null, months.map(function (l) { return l.length; })));
      kehoach.fill("calendar", months.slice(1).map(function (list, i) {
        var month = i + 1, name = say(["Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")[i], "Tháng " + month]);
        return el("button", { type: "button", "aria-pressed": String(chosenMonth === month), onclick: function () { chosenMonth = chosenMonth === month ? null : month; calendar(); } },
          el("span", {}, name), el("strong", {}, String(list.length)), el("i", { style: "height:" + 45 * list.length / most + "%" }));
      }));
      if (!chosenMonth) { kehoach.fill("month", null); return; }
      var list = months[chosenMonth].slice().sort(function (a, b) { return (a[10] || 99) - (b[10] || 99) || a[0] - b[0]; });
      kehoach.fill("month", el("ul.due", {}, list.slice(0, 200).map(function (r) {
        return el("li", {}, el("b", {}, r[10] ? r[10] + "/" + chosenMonth : "…/" + chosenMonth), el("span", {},
          kehoach.planLink(index.plans[r[0]], r[1], r[6] || r[2]), " ", el("small", {}, [index.plans[r[0]].label, r[7], r[8] ? "→ " + r[8] : null].filter(Boolean).join(" · "))));
      })));
    });
  }

  function targets(plans) {
    kehoach.load("rows/targets").then(function (rows) {
      var there = new Set(plans.map(function (p) { return p.id; })), by = {};
      rows.forEach(function (r) {
        if (!r[2] || !there.has(index.plans[r[0]].id)) { return; }
        var key = kehoach.fold(r[2]) + "|" + (r[5] || ""), t = by[key] = by[key] || { label: r[2], unit: r[5], values: [], plans: new Set() };
        t.plans.add(r[0]);
        t.values.push([r[3] === null ? r[4] : r[3], r]);
      });
      var list = Object.values(by).sort(function (a, b) { return b.plans.size - a.plans.size || b.values.length - a.values.length; }).slice(0, 12);
      if (!list.length) { kehoach.fill("targets", el("p.hint", {}, say(["No target here.", "Không có chỉ tiêu."]))); return; }
      kehoach.fill("targets", el("ul.targets", {}, list.map(function (t) {
        t.values.sort(function (a, b) { return a[0] - b[0]; });
        return el("li", {}, el("span", {}, t.label), el("span.values", {}, t.values.slice(0, 12).map(function (v) {
          var r = v[1], value = r[3] !== null && r[4] !== null && r[3] !== r[4] ? kehoach.number(r[3]) + "–" + kehoach.number(r[4])
            : r[3] === null ? "≤ " + kehoach.number(r[4]) : r[4] === null ? "≥ " + kehoach.number(r[3]) : kehoach.number(r[3]);
          var link = kehoach.planLink(index.plans[r[0]], r[1], value);
          link.title = index.plans[r[0]].label;
          return [link, " "];
        }), el("small", {}, t.unit || "")));
      })));
    });
  }

  kehoach.filters(index, function (plans, q) {
    var words = kehoach.words(q);
    shown = plans.filter(function (p) { var all = kehoach.plain([p.label, p.title, p.code, p.issuer, p.place].join(" ")); return words.every(function (w) { return all.includes(w); }); });
    tiles(shown); components(shown); places(shown); calendar(); targets(shown);
  });
});
