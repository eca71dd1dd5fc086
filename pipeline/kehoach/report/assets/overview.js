/* The overview: figures, money, the calendar, targets; all of the plans that the filters leave. Charts: Apache ECharts. */
"use strict";
kehoach.load("index").then(function (index) {
  var el = kehoach.el, say = kehoach.say, SOURCES = Object.keys(index.vocabularies.funding_source).concat([""]);
  var MOST = 12, shown = index.plans, there = new Set(), chosenMonth = null, chosenTarget = 0, charts = {}, wide = 0;

  function sourceWords(source) { return say(index.vocabularies.funding_source[source] || ["not said", "không nêu rõ"]); }
  function sum(values) { return values.reduce(function (a, b) { return a + b; }, 0); }
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(); }
  function cut(text, most) { return text.length > most ? text.slice(0, most - 1).trim() + "…" : text; }

  /** A chart in its place; `said` is its sentence for those who don't see it. Null for nothing to draw. */
  function chart(id, option, height, said) {
    var place = document.getElementById(id);
    if (!option) {
      if (charts[id]) { charts[id].dispose(); delete charts[id]; }
      place.style.height = "auto";
      kehoach.fill(place, el("p.hint", {}, said));
      place.removeAttribute("role");
      return;
    }
    if (!charts[id]) { place.replaceChildren(); }
    place.style.height = height + "px";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", said);
    charts[id] = charts[id] || echarts.init(place, null, { renderer: "svg" });
    charts[id].resize({ height: height, width: place.clientWidth });
    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily, color: colour("ink") };
    option.animation = false;
    charts[id].setOption(option, true);
    var svg = place.querySelector("svg");  // so that print can make it fit the paper
    svg.setAttribute("viewBox", "0 0 " + svg.getAttribute("width") + " " + svg.getAttribute("height"));
  }
  function tooltip(format) {
    return { trigger: "item", confine: true, backgroundColor: colour("card"), borderColor: colour("line"), textStyle: { color: colour("ink"), fontSize: 13 }, formatter: format,
      extraCssText: "max-width:22rem;white-space:normal;border-radius:8px" };
  }
  function narrow() { return document.getElementById("components").clientWidth < 480; }
  /** Bars that lie, the first above; labels stand in lines of their own width. */
  function lying(names, series, most, unit) {
    var width = document.getElementById("components").clientWidth, small = narrow(), room = small ? 0 : Math.min(250, Math.round(width * 0.44));
    var label = { color: colour("ink"), fontSize: 13, lineHeight: 17, width: room, overflow: "break", interval: 0 };
    // On a phone the words stand over their bar.
    if (small) { Object.assign(label, { inside: true, margin: 0, align: "left", verticalAlign: "bottom", padding: [0, 0, 9, 0], width: width - 8, overflow: "truncate" }); }
    return {
      grid: { left: small ? 2 : room + 10, right: 104, top: small ? 16 : 4, bottom: small ? 0 : 4 },
      xAxis: { type: "value", max: most, show: false },
      yAxis: { type: "category", inverse: true, data: names, z: 5, axisLine: { show: !small, lineStyle: { color: colour("line") } }, axisTick: { show: false }, axisLabel: label },
      tooltip: tooltip(unit),
      series: series
    };
  }
  function numbers(id, heads, rows) {
    kehoach.fill(id, rows.length ? [el("summary", {}, say(["Figures", "Số liệu"])), el("div.scroll", { role: "region", tabindex: "0", "aria-label": say(["Figures", "Số liệu"]) }, el("table.rows", {},
      el("thead", {}, el("tr", {}, heads.map(function (h, i) { return el("th" + (i ? ".num" : ""), { scope: "col" }, h); }))),
      el("tbody", {}, rows.map(function (row) { return el("tr", {}, row.map(function (c, i) { return el(i ? "td.num" : "th", i ? {} : { scope: "row" }, typeof c === "number" ? kehoach.number(c) : c); })); }))))] : null);
    document.getElementById(id).hidden = !rows.length;
  }

  function tiles(plans) {
    var n = function (kind) { return sum(plans.map(function (p) { return p.n[kind] || 0; })); };
    var paid = plans.filter(function (p) { return p.total; }), added = paid.filter(function (p) { return p.added_up; }).length;
    var money = ["in " + paid.length + " plans" + (added ? ", in " + added + " of them added up from items" : ""), "trong " + paid.length + " kế hoạch" + (added ? ", " + added + " kế hoạch do cộng các khoản" : "")];
    var list = [
      [plans.length, ["plans", "kế hoạch"], "plans.html"], [kehoach.money(sum(paid.map(function (p) { return p.total; }))), ["đồng " + money[0], "đồng " + money[1]], "search.html#kind=funding"],
      [n("assignments"), ["duties", "nhiệm vụ"], "search.html#kind=assignments"], [n("deadlines"), ["deadlines", "thời hạn"], "search.html#kind=deadlines"],
      [n("targets"), ["targets", "chỉ tiêu"], "search.html#kind=targets"], [n("citations"), ["citations", "viện dẫn"], "search.html#kind=citations"]
    ];
    kehoach.fill("tiles", list.map(function (t) {
      return el("a.tile", { href: t[2] }, el("strong", {}, typeof t[0] === "number" ? kehoach.number(t[0]) : t[0]), el("span", {}, say(t[1])));
    }));
  }

  function components(plans) {
    var amounts = {};
    plans.forEach(function (p) { Object.keys(p.components || {}).forEach(function (code) { amounts[code] = (amounts[code] || 0) + p.components[code]; }); });
    var several = new Set(Object.keys(amounts).map(function (c) { return c.split("/")[0]; })).size > 1;
    var codes = Object.keys(amounts).sort(function (a, b) { return amounts[b] - amounts[a]; });
    function name(code) { var parts = code.split("/"); return parts[1] + (several ? " (" + parts[0] + ")" : "") + " " + (index.components[code] || ""); }
    var first = codes.slice(0, MOST);
    chart("components", first.length ? lying(first.map(function (c) { return cut(name(c), 66); }), [{
      type: "bar", barWidth: 15, itemStyle: { color: colour("s-central"), borderRadius: 2 }, data: first.map(function (c) { return amounts[c]; }),
      label: { show: true, position: "right", color: colour("soft"), fontSize: 13, formatter: function (d) { return kehoach.money(d.value); } }
    }], amounts[first[0]], function (d) { return name(first[d.dataIndex]) + "<br><b>" + kehoach.number(d.value) + " đồng</b>"; }) : null, 16 + first.length * (narrow() ? 46 : 42),
    first.length ? say(["Money by component; figures in the table below", "Kinh phí theo dự án thành phần; số liệu ở bảng bên dưới"]) : say(["No component of a national programme has money here.", "Không có kinh phí theo dự án thành phần."]));
    numbers("components-figures", [say(["Component", "Dự án thành phần"]), "đồng"], codes.map(function (c) { return [name(c), amounts[c]]; }));
  }

  function places(plans) {
    var by = {};
    plans.filter(function (p) { return p.total; }).forEach(function (p) {
      var key = p.place || p.issuer || p.label, place = by[key] = by[key] || { amount: 0, parts: {} };
      place.amount += p.total;
      p.split.forEach(function (s) { place.parts[s[0]] = (place.parts[s[0]] || 0) + s[1]; });
    });
    var all = Object.keys(by).sort(function (a, b) { return by[b].amount - by[a].amount; }), keys = all.slice(0, MOST + 3);
    var used = SOURCES.filter(function (s) { return keys.some(function (k) { return by[k].parts[s]; }); });
    kehoach.fill("legend", used.map(function (s) { return el("span", {}, el("i.s-" + (s || "none")), sourceWords(s)); }));
    chart("places", keys.length ? lying(keys.map(function (k) { return cut(k, 40); }), used.map(function (s, i) {
      return { type: "bar", stack: "all", barWidth: 15, name: sourceWords(s), itemStyle: { color: colour("s-" + (s || "none")) }, data: keys.map(function (k) { return by[k].parts[s] || 0; }),
        label: { show: i === used.length - 1, position: "right", color: colour("soft"), fontSize: 13, formatter: function (d) { return kehoach.money(by[keys[d.dataIndex]].amount); } } };
    }), by[keys[0]].amount, function (d) { return keys[d.dataIndex] + "<br>" + d.seriesName + ": <b>" + kehoach.number(d.value) + " đồng</b>"; }) : null, 16 + keys.length * (narrow() ? 46 : 34),
    keys.length ? say(["Money by place and source; figures in the table below", "Kinh phí theo địa phương và nguồn vốn; số liệu ở bảng bên dưới"]) : say(["No plan here states its money.", "Không có kế hoạch nào nêu tổng kinh phí."]));
    numbers("places-figures", [say(["Place", "Địa phương"]), say(["In all (đồng)", "Tổng số (đồng)"])].concat(used.map(sourceWords)), all.map(function (k) {
      return [k, by[k].amount].concat(used.map(function (s) { return by[k].parts[s] || "–"; }));
    }));
  }

  function monthName(m, short) { return say([(short ? "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec" : "January February March April May June July August September October November December").split(" ")[m], (short ? "Th " : "Tháng ") + (m + 1)]); }
  function calendar(plans) {
    var due = new Array(12).fill(0);
    plans.forEach(function (p) { (p.due || []).forEach(function (n, m) { due[m] += n; }); });
    var months = due.map(function (n, m) { return m; });
    chart("calendar", sum(due) ? {
      grid: { left: 6, right: 6, top: 22, bottom: 24 },
      xAxis: { type: "category", data: months.map(function (m) { return narrow() ? String(m + 1) : monthName(m, true); }), axisTick: { show: false }, axisLine: { lineStyle: { color: colour("line") } }, axisLabel: { color: colour("soft"), interval: 0, fontSize: 13 } },
      yAxis: { type: "value", show: false },
      tooltip: tooltip(function (d) { return monthName(d.dataIndex) + ": <b>" + kehoach.number(d.value) + "</b> " + say(["deadlines", "thời hạn"]); }),
      series: [{ type: "bar", barMaxWidth: 46, itemStyle: { borderRadius: [3, 3, 0, 0] }, data: due.map(function (n, m) { return { value: n, itemStyle: { color: colour(m === chosenMonth ? "deadlines-line" : "due") } }; }),
        label: { show: true, position: "top", color: colour("ink"), fontSize: 13 } }]
    } : null, 190, sum(due) ? say(["Deadlines by month: ", "Số thời hạn theo tháng: "]) + due.map(function (n, m) { return monthName(m) + " " + n; }).join(", ") : say(["No deadline names a month.", "Không có thời hạn nào nêu tháng."]));
    if (charts.calendar) { charts.calendar.off("click"); charts.calendar.on("click", function (d) { pick(d.dataIndex); }); }
    kehoach.fill("months", sum(due) ? months.map(function (m) {
      return el("button.k-deadlines", { type: "button", "aria-pressed": String(m === chosenMonth), disabled: !due[m], onclick: function () { pick(m); } }, monthName(m, narrow()));
    }) : null);
    if (chosenMonth === null) { kehoach.fill("month", null); return; }
    kehoach.load("months/" + (chosenMonth + 1)).then(function (rows) {
      var list = rows.filter(function (r) { return there.has(index.plans[r[0]].id); }).sort(function (a, b) { return (a[2] || 99) - (b[2] || 99) || a[0] - b[0]; });
      kehoach.fill("month", [el("ul.due", {}, list.slice(0, 120).map(function (r) {
        var plan = index.plans[r[0]];
        return el("li", {}, el("b", {}, (r[2] || "…") + "/" + (chosenMonth + 1)), el("span", {},
          kehoach.planLink(plan, r[1], r[3]), " ", el("small", {}, [plan.label, r[4], r[5] ? "→ " + r[5] : null].filter(Boolean).join(" · "))));
      })), list.length > 120 ? el("p.hint", {}, say(["and " + (list.length - 120) + " more: ", "và " + (list.length - 120) + " thời hạn nữa: "]), el("a", { href: "search.html#kind=deadlines" }, say(["search", "tra cứu"]))) : null]);
    });
  }
  function pick(m) { chosenMonth = chosenMonth === m ? null : m; calendar(shown); }

  function targets() {
    kehoach.load("overview").then(function (all) {
      var list = all.map(function (t) {
        var values = t.values.filter(function (v) { return there.has(index.plans[v[0]].id); });
        return { target: t, values: values, plans: new Set(values.map(function (v) { return v[0]; })).size };
      }).filter(function (t) { return t.plans; }).sort(function (a, b) { return b.plans - a.plans; }).slice(0, 12);
      chosenTarget = Math.min(chosenTarget, Math.max(list.length - 1, 0));
      function words(t) { var way = t.direction === "reach" || !t.direction ? "" : say(index.vocabularies.direction[t.direction]);
        return [t.aim === "level" ? "" : way, t.label.toLowerCase() === t.label ? t.label : t.label[0].toLowerCase() + t.label.slice(1), t.aim === "level" && way ? say(["(level)", "(mức đạt)"]) : "", t.unit ? "– " + t.unit : ""].filter(Boolean).join(" "); }
      function figure(v) {
        return v[2] !== null && v[3] !== null && v[2] !== v[3] ? kehoach.number(v[2]) + "–" + kehoach.number(v[3]) : v[2] === null ? "≤ " + kehoach.number(v[3]) : v[3] === null ? "≥ " + kehoach.number(v[2]) : kehoach.number(v[2]);
      }
      kehoach.fill("indicators", list.map(function (t, i) {
        return el("li", {}, el("button", { type: "button", "aria-pressed": String(i === chosenTarget), onclick: function () { chosenTarget = i; targets(); } }, el("span", {}, words(t.target)), el("small", {}, kehoach.number(t.plans) + " " + say(["plans", "kế hoạch"]))));
      }));
      if (!list.length) { chart("targets", null, 0, say(["No target here.", "Không có chỉ tiêu."])); numbers("targets-figures", [], []); return; }
      var t = list[chosenTarget], seen = {};
      var values = t.values.map(function (v) { return { plan: index.plans[v[0]], row: v[1], top: v[3] === null ? v[2] : v[3], text: figure(v) + (v[4] ? " (" + v[4] + ")" : "") }; })
        .filter(function (v) { var key = v.plan.label + "|" + v.text; if (seen[key]) { return false; } seen[key] = true; return true; })
        .sort(function (a, b) { return b.top - a.top; });
      var first = values.slice(0, 14);
      chart("targets", lying(first.map(function (v) { return cut(v.plan.label, 48); }), [{
        type: "bar", barWidth: 13, itemStyle: { color: colour("targets-bar"), borderRadius: 2 }, data: first.map(function (v) { return v.top; }),
        label: { show: true, position: "right", color: colour("soft"), fontSize: 13, formatter: function (d) { return first[d.dataIndex].text; } }
      }], first[0].top || 1, function (d) { return first[d.dataIndex].plan.label + "<br><b>" + first[d.dataIndex].text + "</b> " + (t.target.unit || ""); }), 16 + first.length * (narrow() ? 46 : 32),
      words(t.target) + ": " + first.map(function (v) { return v.plan.label + " " + v.text; }).join("; "));
      numbers("targets-figures", [say(["Plan", "Kế hoạch"]), say(["Target", "Chỉ tiêu"]) + (t.target.unit ? " (" + t.target.unit + ")" : "")], values.map(function (v) { return [kehoach.planLink(v.plan, v.row), v.text]; }));
    });
  }

  function draw() { tiles(shown); components(shown); places(shown); calendar(shown); targets(); }
  document.addEventListener("kehoach-theme", draw);
  var wait;
  addEventListener("resize", function () {
    clearTimeout(wait);
    wait = setTimeout(function () { var now = document.getElementById("components").clientWidth; if (now !== wide) { wide = now; draw(); } }, 120);
  });
  kehoach.filters(index, function (plans, q) {
    shown = kehoach.asked(plans, q);
    there = new Set(shown.map(function (p) { return p.id; }));
    draw();
  });
});
