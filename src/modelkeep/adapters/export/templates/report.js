"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const [ID, CONTROL, VERDICT, RESOURCE, NAME, ACCOUNT, REGION, KIND, REASON, CALL, CODE, MODELS, SINCE, OWNER, DECIDED, BENEATH] = Array(16).keys();
  const VERDICTS = ["fail", "unknown", "pass", "suppressed"];
  const WORDS = { fail: "open", unknown: "unknown", pass: "passed", suppressed: "suppressed" };
  const CARDS = 60, ROWS = 25, MORE_ROWS = 100;
  const DEFAULTS = { q: "", verdict: ["fail", "unknown", "suppressed"], severity: [], practice: "", account: "", region: "", owner: "", model: "", control: "", group: "practice", expand: false };
  const texts = data.texts, controls = data.controls;
  const practices = new Map(data.practices), modelByArn = new Map(data.models.map((model) => [model[0], model]));
  const practiceOrder = new Map(data.practices.map(([id], place) => [id, place]));
  const app = document.getElementById("app");
  const number = (value) => value.toLocaleString("en");
  const plural = (count, noun) => `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
  const haystacks = new Array(data.findings.length);
  let state = { ...DEFAULTS }, limit = CARDS;

  /** An element; strings among the children become text, never markup. */
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else if (value === true) node.setAttribute(key, "");
      else if (value !== false && value != null) node.setAttribute(key, value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== ""));
    return node;
  }

  // --- state, kept in the address so that a view can be shared ---

  function readState() {
    const found = { ...DEFAULTS };
    const fragment = location.hash.slice(1);
    if (!fragment.includes("=")) return found;
    const given = new URLSearchParams(fragment);
    for (const key of Object.keys(DEFAULTS)) {
      if (!given.has(key)) continue;
      const value = given.get(key);
      if (Array.isArray(DEFAULTS[key])) found[key] = value.split(",").filter(Boolean);
      else if (typeof DEFAULTS[key] === "boolean") found[key] = value === "1";
      else found[key] = value;
    }
    if (given.get("verdict") === "all") found.verdict = [...VERDICTS];
    if (!Object.hasOwn(GROUPINGS, found.group)) found.group = DEFAULTS.group;
    return found;
  }

  function fragmentOf(wanted) {
    const parts = new URLSearchParams();
    for (const [key, value] of Object.entries(wanted)) {
      if (String(value) === String(DEFAULTS[key])) continue;
      parts.set(key, value === true ? "1" : String(value));
    }
    return parts.toString();
  }

  function change(part) {
    state = { ...state, ...part };
    limit = CARDS;
    try { history.replaceState(null, "", `#${fragmentOf(state)}`); } catch { /* some viewers forbid it; the view works without */ }
    render();
  }

  // --- which findings ---

  function haystack(place) {
    if (haystacks[place] === undefined) {
      const row = data.findings[place], control = controls[row[CONTROL]];
      haystacks[place] = [row[ID], row[NAME], row[RESOURCE], control.id, control.title, texts[row[REASON]], texts[row[KIND]],
        texts[row[CALL]], texts[row[CODE]], texts[row[SINCE]], texts[row[OWNER]], texts[row[DECIDED]], texts[row[ACCOUNT]], data.accounts[texts[row[ACCOUNT]]] || "", texts[row[REGION]],
        ...control.frameworks].join("\n").toLowerCase();
    }
    return haystacks[place];
  }

  function chosen() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set(state.verdict.map((name) => VERDICTS.indexOf(name)));
    const severities = new Set(state.severity.map((name) => data.severities.indexOf(name)));
    const model = state.model && texts.indexOf(state.model);
    return data.findings.filter((row, place) => {
      const control = controls[row[CONTROL]];
      return verdicts.has(row[VERDICT])
        && (!severities.size || severities.has(control.severity))
        && (!state.practice || control.practice === state.practice)
        && (!state.control || control.id === state.control)
        && (!state.account || texts[row[ACCOUNT]] === state.account)
        && (!state.region || texts[row[REGION]] === state.region)
        && (!state.owner || texts[row[OWNER]] === state.owner)
        && (!state.model || row[MODELS].includes(model) || isUnlistedNear(row, state.model))
        && words.every((word) => haystack(place).includes(word));
    });
  }

  /** What could not be listed where the model lives may belong to it. */
  function isUnlistedNear(row, arn) {
    const model = modelByArn.get(arn);
    return model !== undefined && row[RESOURCE].endsWith("/*") && !row[RESOURCE].startsWith("arn:")
      && texts[row[ACCOUNT]] === model[3] && [model[4], "global"].includes(texts[row[REGION]]);
  }

  function accountName(id) { return data.accounts[id] ? `${data.accounts[id]} (${id})` : id || "no account"; }

  /** The groups in which a finding stands: [key, heading]. */
  const GROUPINGS = {
    practice: (row) => { const key = controls[row[CONTROL]].practice; return [[key, practices.get(key) || key]]; },
    severity: (row) => { const rank = controls[row[CONTROL]].severity; return [[String(rank), capitalised(data.severities[rank])]]; },
    account: (row) => { const id = texts[row[ACCOUNT]]; return [[id, accountName(id)]]; },
    model: (row) => row[MODELS].length
      ? row[MODELS].map((place) => [texts[place], modelHeading(texts[place])]).filter(([arn]) => !state.model || arn === state.model)
      : [["", "Not tied to one model"]],
  };

  function modelHeading(arn) {
    const model = modelByArn.get(arn);
    return model ? `${model[1]} (${model[2]}, ${model[3]} ${model[4]})` : arn;
  }

  function grouped(rows) {
    const groups = new Map();
    for (const row of rows) {
      for (const [key, heading] of GROUPINGS[state.group](row)) {
        if (!groups.has(key)) groups.set(key, { key, heading, counts: [0, 0, 0, 0], cards: new Map() });
        const group = groups.get(key);
        group.counts[row[VERDICT]] += 1;
        if (!group.cards.has(row[CONTROL])) group.cards.set(row[CONTROL], { control: controls[row[CONTROL]], counts: [0, 0, 0, 0], rows: [] });
        const card = group.cards.get(row[CONTROL]);
        card.counts[row[VERDICT]] += 1;
        card.rows.push(row);
      }
    }
    const found = [...groups.values()];
    for (const group of found) group.cards = [...group.cards.values()].sort(byWeight);
    return found.sort(byGroup);
  }

  function byWeight(a, b) {
    return (b.counts[0] > 0) - (a.counts[0] > 0) || a.control.severity - b.control.severity
      || b.counts[0] - a.counts[0] || b.counts[1] - a.counts[1] || (a.control.id < b.control.id ? -1 : 1);
  }

  function byGroup(a, b) {
    if (state.group === "practice") return practiceOrder.get(a.key) - practiceOrder.get(b.key);
    if (state.group === "severity") return Number(a.key) - Number(b.key);
    return (a.key === "") - (b.key === "") || b.counts[0] - a.counts[0] || b.counts[1] - a.counts[1] || (a.heading < b.heading ? -1 : 1);
  }

  // --- what is shown ---

  function countsTold(counts) {
    return VERDICTS.map((name, place) => counts[place] ? `${number(counts[place])} ${WORDS[name]}` : "").filter(Boolean).join(", ");
  }

  function render() {
    const rows = chosen(), groups = grouped(rows), counts = [0, 0, 0, 0];
    for (const row of rows) counts[row[VERDICT]] += 1;
    syncControls();
    status.textContent = rows.length
      ? `${countsTold(counts)} of ${plural(data.findings.length, "listed finding")}`
      : `None of ${plural(data.findings.length, "listed finding")} matches`;
    filtered.textContent = filtersTold();
    list.replaceChildren();
    let left = limit, hidden = 0;
    for (const group of groups) {
      const cards = group.cards.slice(0, left);
      hidden += group.cards.length - cards.length;
      left -= cards.length;
      if (cards.length) list.append(groupView(group, cards));
    }
    if (!rows.length) list.append(el("p", { class: "empty" }, "No finding matches these filters. That says nothing about what they leave out."));
    if (hidden) {
      list.append(el("div", { class: "page" },
        el("button", { type: "button", onclick: () => { limit += CARDS * 2; render(); } }, `Show more (${plural(hidden, "control")} below)`)));
    }
  }

  /** The filters in words, for paper, where the form is not printed. */
  function filtersTold() {
    const names = Object.keys(DEFAULTS).filter((key) => !["group", "expand"].includes(key) && String(state[key]) !== String(DEFAULTS[key]));
    return names.length ? `Chosen: ${names.map((key) => `${key === "q" ? "text" : key} ${[].concat(state[key]).join(", ") || "none"}`).join("; ")}` : "";
  }

  function groupView(group, cards) {
    return el("section", { class: "group" },
      el("h3", {}, el("bdi", {}, group.heading), el("span", { class: "muted" }, countsTold(group.counts))),
      el("div", { class: "cards" }, cards.map(cardView)));
  }

  function capitalised(text) { return text.charAt(0).toUpperCase() + text.slice(1); }

  function cardView(card) {
    const severity = data.severities[card.control.severity];
    const style = card.counts[0] ? severity : card.counts[1] ? "unknown" : card.counts[3] ? "suppressed" : "pass";
    const body = el("div", { class: "body" });
    const node = el("details", { class: "card", "data-control": card.control.id },
      el("summary", {},
        el("span", {}, el("span", { class: `badge ${style}` }, severity)),
        el("span", { class: "id" }, card.control.id),
        el("span", { class: "title" }, card.control.title),
        el("span", { class: "tally" }, VERDICTS.flatMap((name, place) => card.counts[place]
          ? [place && card.counts.slice(0, place).some(Boolean) ? " · " : "", el(name === "fail" ? "b" : "span", {}, `${number(card.counts[place])} ${WORDS[name]}`)] : []))),
      body);
    node.fill = () => { if (!body.hasChildNodes()) body.append(...bodyOf(card)); };
    node.addEventListener("toggle", () => { if (node.open) node.fill(); });
    if (state.expand) { node.fill(); node.open = true; }
    return node;
  }

  function bodyOf(card) {
    const { why, fix, frameworks, references } = card.control;
    const parts = [];
    if (why || fix) {
      parts.push(el("div", { class: "advice" },
        why ? el("div", {}, el("h4", {}, "Why it matters"), el("p", {}, why)) : null,
        fix ? el("div", {}, el("h4", {}, "How to fix it"), el("p", {}, fix)) : null));
    } else parts.push(el("p", { class: "muted" }, "The catalogue no longer holds this control; its explanation is not available."));
    if (frameworks.length || references.length) {
      parts.push(el("p", { class: "refs" },
        references.map((link) => el("a", { href: link, rel: "noreferrer noopener", target: "_blank" }, "AWS documentation".concat(references.length > 1 ? ` ${references.indexOf(link) + 1}` : ""))),
        frameworks.join(" · ")));
    }
    const tbody = el("tbody", {});
    const page = el("div", { class: "page" });
    parts.push(el("table", { class: "hits" },
      el("thead", {}, el("tr", {}, ["verdict:Verdict", "resource:Resource", "place:Where", "reason:What was found"].map((column) => {
        const [name, heading] = column.split(":");
        return el("th", { scope: "col", class: `c-${name}` }, heading);
      }))), tbody), page);
    const rows = [...card.rows].sort((a, b) => a[VERDICT] - b[VERDICT] || (a[NAME] < b[NAME] ? -1 : 1));
    showRows(rows, tbody, page, 0, ROWS);
    return parts;
  }

  function showRows(rows, tbody, page, from, count) {
    tbody.append(...rows.slice(from, from + count).map(rowView));
    const next = from + count, left = rows.length - next;
    page.replaceChildren();
    if (left > 0) {
      page.append(el("button", { type: "button", onclick: () => showRows(rows, tbody, page, next, MORE_ROWS) },
        `Show ${number(Math.min(left, MORE_ROWS))} more (${number(left)} below)`));
    }
  }

  function rowView(row) {
    const name = VERDICTS[row[VERDICT]], severity = data.severities[controls[row[CONTROL]].severity];
    const call = [texts[row[CALL]], texts[row[CODE]]].filter(Boolean).join(" ");
    const models = row[MODELS].map((place) => modelByArn.get(texts[place])).filter(Boolean);
    return el("tr", { id: row[ID] },
      el("td", {}, el("span", { class: `badge ${name === "fail" ? severity : name}` }, WORDS[name]),
        name === "suppressed" ? el("span", { class: "sub" }, row[BENEATH] ? "unknown" : `fails, ${severity}`) : null, texts[row[SINCE]] ? el("span", { class: "sub" }, texts[row[SINCE]]) : null),
      el("td", {}, el("bdi", {}, row[NAME]), el("span", { class: "sub" }, texts[row[KIND]]), el("span", { class: "sub arn" }, row[RESOURCE]),
        models.length ? modelsView(models) : null),
      el("td", {}, placeView(texts[row[ACCOUNT]], texts[row[REGION]])),
      el("td", {}, texts[row[REASON]], call ? el("span", { class: "sub arn" }, call) : null,
        texts[row[DECIDED]] ? el("span", { class: "sub" }, texts[row[DECIDED]]) : null,
        texts[row[OWNER]] ? el("span", { class: "sub" }, "Owner ", el("bdi", {}, texts[row[OWNER]])) : null));
  }

  function placeView(account, region) {
    const name = data.accounts[account];
    return [el("bdi", {}, name || account || "no account"), el("span", { class: "sub" }, name ? `${account} ${region}` : region)];
  }

  function modelsView(models) {
    const shown = models.slice(0, 4).flatMap((model, place) => [place ? ", " : "", el("a", { href: `#model=${encodeURIComponent(model[0])}` }, el("bdi", {}, model[1]))]);
    return el("span", { class: "models-of" }, models.length === 1 ? "Model: " : "Models: ", shown, models.length > 4 ? ` and ${number(models.length - 4)} more` : "");
  }

  // --- the controls of the filter ---

  const status = el("p", { role: "status", "aria-live": "polite" });
  const filtered = el("p", { class: "chosen" });
  const list = el("div", { class: "list" });
  const inputs = {};
  const chips = [];

  function field(key, label, control) {
    control.id = `filter-${key}`;
    inputs[key] = control;
    return el("div", { class: key === "q" ? "grow" : "field" }, el("label", { for: control.id }, label), control);
  }

  function choice(key, label, options, all) {
    return field(key, label, el("select", { onchange: (event) => change({ [key]: event.target.value }) },
      all ? el("option", { value: "" }, all) : null, options.map(([value, text]) => el("option", { value }, text))));
  }

  function chipRow(key, label, names, word) {
    return el("fieldset", {}, el("legend", { class: "legend-text" }, label), el("div", { class: "chips" }, names.map((name) => {
      const chip = el("button", { type: "button", class: name, onclick: () => toggle(key, name, names) }, el("i", { "aria-hidden": "true" }), word(name));
      chips.push([chip, key, name]);
      return chip;
    })));
  }

  function toggle(key, name, names) {
    const now = new Set(state[key]);
    if (!now.delete(name)) now.add(name);
    change({ [key]: names.filter((each) => now.has(each)) });
  }

  function syncControls() {
    for (const [key, input] of Object.entries(inputs)) {
      if (input.tagName === "SELECT" && state[key] && ![...input.options].some((option) => option.value === state[key])) {
        input.append(el("option", { value: state[key] }, state[key]));
      }
      if (input.value !== state[key]) input.value = state[key];
    }
    for (const [chip, key, name] of chips) chip.setAttribute("aria-pressed", String(state[key].includes(name)));
    expand.textContent = state.expand ? "Collapse all" : "Expand all";
    clear.hidden = fragmentOf({ ...state, group: DEFAULTS.group, expand: false }) === "";
  }

  const unique = (column) => [...new Set(data.findings.map((row) => texts[row[column]]))].filter(Boolean).sort();
  const expand = el("button", { type: "button", onclick: () => change({ expand: !state.expand }) });
  const clear = el("button", { type: "button", onclick: () => change({ ...DEFAULTS, group: state.group, expand: state.expand }) }, "Clear filters");

  function build() {
    const used = new Set(controls.map((control) => control.practice));
    let waiting = 0;
    const search = el("input", {
      type: "search", placeholder: "Resource, control, reason, framework", autocomplete: "off", spellcheck: "false", "aria-keyshortcuts": "/",
      oninput: (event) => { clearTimeout(waiting); waiting = setTimeout(() => change({ q: event.target.value }), 120); },
    });
    const severities = data.severities.filter((name, rank) => name !== "info" || controls.some((control) => control.severity === rank));
    const controlIds = controls.map((control) => [control.id, control.id]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
    app.append(
      el("form", { class: "filters", role: "search", "aria-label": "Filter the findings", onsubmit: (event) => event.preventDefault() },
        el("div", { class: "row" }, field("q", "Search (press /)", search),
          choice("group", "Group by", [["practice", "Practice"], ["model", "Model"], ["severity", "Severity"], ["account", "Account"]])),
        el("div", { class: "row" }, chipRow("verdict", "Verdict", VERDICTS, (name) => capitalised(WORDS[name])), chipRow("severity", "Severity", severities, capitalised)),
        el("div", { class: "row" },
          choice("practice", "Practice", data.practices.filter(([id]) => used.has(id)), "All practices"),
          choice("model", "Model", data.models.map((model) => [model[0], modelHeading(model[0])]), "All models"),
          choice("account", "Account", unique(ACCOUNT).map((id) => [id, accountName(id)]), "All accounts"),
          choice("region", "Region", unique(REGION).map((name) => [name, name]), "All regions"),
          choice("owner", "Owner", unique(OWNER).map((name) => [name, name]), "All owners"),
          choice("control", "Control", controlIds, "All controls"))),
      el("div", { class: "result" }, status, el("div", { class: "actions" }, clear, expand), filtered),
      list);
    app.hidden = false;
  }

  function jump(target) {
    const section = document.querySelector(target);
    section.scrollIntoView();
    section.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-jump]");
    if (link) { event.preventDefault(); jump(link.getAttribute("href")); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      inputs.q.focus();
    }
  });
  addEventListener("hashchange", () => {
    if (!location.hash.includes("=")) return;
    state = readState();
    limit = CARDS;
    render();
    jump("#findings");
  });
  addEventListener("beforeprint", () => { for (const card of document.querySelectorAll(".card")) { card.fill(); card.open = true; } });

  state = readState();
  build();
  render();
  if (location.hash.includes("=")) jump("#findings");
})();
