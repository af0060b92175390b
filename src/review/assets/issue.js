// One issue: the print on the left, what was found in it on the right. Texts of documents are only ever set as text.
"use strict";

const SVG = "http://www.w3.org/2000/svg";
const KINDS = { proposal: "P", speech: "S", meeting: "M", article: "A" };
const data = globalThis.huikanIssue ?? { pages: [], records: [], repairs: [], warnings: [], issue: {} };
const state = { page: 0, record: null, line: null, warning: -1 };

/** Lines by number: the line, and the place of its page. */
const lines = new Map();
data.pages.forEach((page, at) => page.lines.forEach((line) => lines.set(line.n, { ...line, at })));

const byId = (id) => document.getElementById(id);

function make(name, props = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && key !== "list") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function draw(name, attributes = {}, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const zh = (name, text, className = "") => make(name, { lang: "zh-Hans", className, textContent: text });
const short = (record) => `${KINDS[data.records[record].kind] ?? "?"}${record + 1}`;
const clean = (line) => line.runs.map((run) => (typeof run === "string" ? run : run[1])).join("");
const printed = (line) => line.runs.map((run) => (typeof run === "string" ? run : run[0])).join("");

/** Nothing and white space, to be seen. */
const visible = (text) => (text === "" ? "∅" : text.replaceAll(" ", "␣").replaceAll("\u3000", "□").replaceAll("\t", "⇥"));

function say(text) {
  byId("said").textContent = "";
  requestAnimationFrame(() => { byId("said").textContent = text; });
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { byId("said").textContent = ""; }, 4000);
}

// ---- the print ----

function showPage(at, { quiet = false } = {}) {
  if (at < 0 || at >= data.pages.length) return;
  state.page = at;
  byId("page").value = String(at);
  byId("previous-page").disabled = at === 0;
  byId("next-page").disabled = at === data.pages.length - 1;
  const page = data.pages[at];
  byId("sheet").replaceChildren(page.view ? sheet(page) : lineList(page));
  mark();
  const bare = page.image?.bare ? "The fonts of this page are not in the file: its lines are set over the image." : "";
  byId("image-note").textContent = data.imageNote ?? bare;
  byId("image-note").hidden = !byId("image-note").textContent;
  if (!quiet) byId("sheet").scrollTop = 0;
}

function sheet(page) {
  const [x0, y0, x1, y1] = page.view;
  const svg = draw("svg", { viewBox: `${x0} ${y0} ${x1 - x0} ${y1 - y0}`, role: "group", "aria-label": `Page ${page.page}` });
  if (page.image) {
    const [a, b, c, d] = page.image.place;
    svg.append(draw("image", { href: page.image.file, x: a, y: b, width: c - a, height: d - b, preserveAspectRatio: "none" }));
  }
  // where the image shows no text, or there is none, the lines stand at their places
  if (!page.image || page.image.bare) page.lines.filter((line) => line.box).forEach((line) => svg.append(...lineText(line, page)));
  if (byId("show-regions").checked) page.regions.forEach((region) => svg.append(...outline(region)));
  if (byId("show-order").checked) svg.append(...order(page));
  return svg;
}

function lineText(line, page) {
  const [x0, y0, x1, y1] = line.box;
  const size = (y1 - y0) * 0.86;
  const text = draw("text", { lang: "zh-Hans", x: x0, y: y1 - (y1 - y0) * 0.14, "font-size": size }, printed(line));
  text.setAttribute("textLength", Math.max(x1 - x0, 1));
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
  const paper = draw("rect", { class: "paper", x: x0, y: y0, width: x1 - x0, height: y1 - y0 });
  return page.image ? [paper, text] : [text];
}

function outline(region) {
  const [x0, y0, x1, y1] = region.box;
  const isRecord = region.record !== null;
  const kind = isRecord ? data.records[region.record].kind : region.fate;
  const name = isRecord ? `${kind} ${region.record + 1}: ${data.records[region.record].title}` : `${region.fate}: ${lines.get(region.lines[0]).reason}`;
  const rect = draw("rect", { class: `region ${kind}`, x: x0 - 2, y: y0 - 2, width: x1 - x0 + 4, height: y1 - y0 + 4, rx: 2, "aria-label": name });
  rect.append(draw("title", {}, name));
  if (!isRecord && region.fate !== "unplaced") return [rect];
  rect.dataset.record = isRecord ? region.record : "";
  rect.dataset.line = region.lines[0];
  rect.setAttribute("role", "button");
  rect.setAttribute("tabindex", "0");
  const choose = () => (isRecord ? selectRecord(region.record, { from: "print" }) : goToLine(region.lines[0]));
  rect.addEventListener("click", choose);
  rect.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(); }
  });
  const label = isRecord ? short(region.record) : "?";
  const wide = 5 + label.length * 5.2;
  const tag = draw("g", { class: `tag ${kind}`, "aria-hidden": "true" });
  tag.append(draw("rect", { x: x0 - 2, y: y0 - 12, width: wide, height: 10, rx: 2 }));
  tag.append(draw("text", { x: x0 - 2 + wide / 2, y: y0 - 4.2 }, label));
  return [rect, tag];
}

/** The path a reader takes over the regions of records. */
function order(page) {
  const spots = page.regions.filter((region) => region.record !== null || region.fate === "unplaced");
  const at = ([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2];
  const path = spots.map((spot) => at(spot.box).map((v) => v.toFixed(1)).join(",")).join(" ");
  const dots = spots.flatMap((spot, i) => {
    const [x, y] = at(spot.box);
    return [draw("circle", { class: "order-dot", cx: x, cy: y, r: 6 }), draw("text", { class: "order-number", x, y: y + 2.6 }, String(i + 1))];
  });
  return [draw("polyline", { class: "order", points: path }), ...dots];
}

/** A page without geometry: its lines as they are. */
function lineList(page) {
  let last = null;
  const item = (line) => {
    const kind = line.record === null ? line.fate : `of-record ${data.records[line.record].kind}`;
    const li = make("li", { className: kind, title: line.reason, onclick: () => (line.record === null ? goToLine(line.n) : selectRecord(line.record, { from: "print", line: line.n })) }, printed(line));
    li.dataset.n = line.n;
    if (line.record !== null) {
      li.dataset.record = line.record;
      if (line.record !== last) li.append(" ", make("span", { className: `badge ${data.records[line.record].kind}`, textContent: short(line.record) }));
    } else if (line.fate === "unplaced") li.append(" ", make("span", { className: "badge unplaced", textContent: "?" }));
    last = line.record ?? last;
    return li;
  };
  return make("ol", { className: "lines", lang: "zh-Hans" }, ...page.lines.map(item));
}

/** Shows what is selected, on the page that is shown. */
function mark() {
  const holder = byId("sheet");
  for (const element of holder.querySelectorAll("[data-record]")) {
    element.classList.toggle("selected", state.record !== null && element.dataset.record === String(state.record));
  }
  for (const element of holder.querySelectorAll("li[data-n]")) {
    const focused = element.dataset.n === String(state.line);
    element.classList.toggle("focused", focused);
    if (focused) element.scrollIntoView({ block: "center" });
  }
  holder.querySelectorAll(".focus-line").forEach((element) => element.remove());
  const line = lines.get(state.line);
  const svg = holder.querySelector("svg");
  if (svg && line && line.at === state.page && line.box) {
    const [x0, y0, x1, y1] = line.box;
    const rect = draw("rect", { class: "focus-line", x: x0 - 1, y: y0 - 1, width: x1 - x0 + 2, height: y1 - y0 + 2 });
    svg.append(rect);
    if (holder.classList.contains("zoomed")) rect.scrollIntoView({ block: "center", inline: "center" });
  }
}

// ---- going somewhere ----

function selectRecord(at, { from = "list", line = null } = {}) {
  state.record = at;
  const first = line ?? firstLine(at);
  if (from === "list" || line !== null) state.line = line;
  if (from !== "print") {
    const place = lines.get(first)?.at ?? state.page;
    if (!data.pages[state.page]?.regions.some((r) => r.record === at) || line !== null) showPage(place, { quiet: place === state.page });
  }
  mark();
  document.querySelectorAll(".card.selected").forEach((card) => card.classList.remove("selected"));
  const card = byId(`record-${at}`);
  if (card) {
    card.classList.add("selected");
    if (from !== "card") { openTab("records"); card.scrollIntoView({ block: "start" }); }
  }
  focusPieces();
  history.replaceState(null, "", `#${data.records[at].id}`);
}

function firstLine(at) {
  const found = data.pages.flatMap((page) => page.lines).find((line) => line.record === at);
  return found?.n ?? null;
}

function goToLine(n) {
  const line = lines.get(n);
  if (!line) return;
  state.line = n;
  if (line.record !== null) return selectRecord(line.record, { from: "line", line: n });
  state.record = null;
  showPage(line.at, { quiet: true });
  focusPieces();
  if (line.fate === "unplaced") openTab("unplaced");
}

/** Marks the text of the line in question. */
function focusPieces() {
  document.querySelectorAll("#panel-records .focused").forEach((element) => element.classList.remove("focused"));
  if (state.line === null || state.record === null) return;
  const card = byId(`record-${state.record}`);
  const found = card?.querySelectorAll(`[data-n="${state.line}"]`) ?? [];
  found.forEach((element) => element.classList.add("focused"));
  found[0]?.scrollIntoView({ block: "center" });
}

function goToWarning(at) {
  const warning = data.warnings[at];
  if (!warning) return say("No warnings");
  state.warning = at;
  document.querySelectorAll("#panel-warnings .row").forEach((row, i) => {
    if (i === at) { row.setAttribute("aria-current", "true"); row.scrollIntoView({ block: "nearest" }); } else row.removeAttribute("aria-current");
  });
  if (warning.line !== null && warning.line !== undefined) goToLine(warning.line);
  else openTab("warnings");
  say(`Warning ${at + 1} of ${data.warnings.length}: ${warning.code}`);
}

function stepWarning(by) {
  const n = data.warnings.length;
  goToWarning(state.warning < 0 && by < 0 ? n - 1 : (state.warning + by + n) % Math.max(n, 1));
}

function stepRecord(by) {
  const n = data.records.length;
  if (n > 0) selectRecord(state.record === null ? (by > 0 ? 0 : n - 1) : Math.min(n - 1, Math.max(0, state.record + by)));
}

// ---- the panels ----

const TABS = ["records", "warnings", "repairs", "contents", "unplaced", "corrections"];

function openTab(name, { focus = false } = {}) {
  for (const tab of TABS) {
    const on = tab === name;
    byId(`tab-${tab}`).setAttribute("aria-selected", String(on));
    byId(`tab-${tab}`).tabIndex = on ? 0 : -1;
    byId(`panel-${tab}`).hidden = !on;
  }
  if (focus) byId(`tab-${name}`).focus();
}

function count(name, n, alarm = false) {
  const place = byId(`tab-${name}`).querySelector(".count");
  place.textContent = n;
  place.classList.toggle("alarm", alarm && n > 0);
}

/** The pieces of a line; a repair is a button that shows its evidence. */
function runs(line) {
  return line.runs.map((run) => {
    if (typeof run === "string") return run;
    const [was, now, at] = run;
    const button = make("button", { type: "button", className: now === "" ? "repair gone" : "repair", textContent: now, title: `printed: ${was}` });
    button.setAttribute("aria-label", `${now || "nothing"}, printed ${was}: show the evidence`);
    button.addEventListener("click", (event) => { event.stopPropagation(); toggleEvidence(button, at); });
    return button;
  });
}

function toggleEvidence(button, at) {
  const holder = button.closest(".block, li, .lines-of") ?? button.parentElement;
  const old = holder.querySelector(":scope > .evidence");
  holder.querySelectorAll(".repair.open").forEach((open) => open.classList.remove("open"));
  if (old) old.remove();
  if (old?.dataset.at === String(at)) return;
  button.classList.add("open");
  const box = evidence(data.repairs[at]);
  box.dataset.at = at;
  holder.append(box);
}

function evidence(repair) {
  const box = make("span", { className: "evidence" });
  const change = make("span", {}, zh("span", visible(repair.printed), "printed"), " → ", zh("span", visible(repair.repaired), "repaired"));
  const about = `${repair.rule} · ${repair.class} · line ${repair.lines.join(", ")} · confidence ${repair.confidence}${repair.applied ? "" : " · not applied"}`;
  box.append(change, make("br"), about, ...repair.evidence.flatMap((text) => [make("br"), zh("span", text)]));
  return box;
}

function card(record, at) {
  const box = make("article", { id: `record-${at}`, className: `card ${record.kind}${record.part_of ? " part" : ""}` });
  const open = make("button", { type: "button", textContent: record.title || "(no title)", lang: "zh-Hans", onclick: () => selectRecord(at, { from: "card-title" }) });
  const about = [record.classification, record.section?.name, record.date, record.pages.length ? `p. ${record.pages.join(", ")}` : null];
  const line1 = make("div", { className: "line1" }, make("span", { className: `badge ${record.kind}`, textContent: short(at) }), record.kind);
  about.filter(Boolean).forEach((text) => line1.append(" · ", zh("span", text)));
  line1.append(make("span", { className: "spring", textContent: `confidence ${record.quality.confidence}` }));
  line1.append(make("button", { type: "button", className: "quiet", textContent: "Correct", onclick: () => corrections.editRecord(at, box) }));
  box.append(make("header", {}, line1, make("h3", {}, open)));
  if (record.subtitle) box.append(zh("p", record.subtitle, "subtitle"));
  box.append(...record.quality.warnings.map((warning) => make("p", { className: "warn" }, make("strong", { textContent: warning.code }), " ", zh("span", warning.message))));
  const fields = fieldList(record);
  if (fields.childElementCount) box.append(fields);
  if (record.headLines.length) {
    box.append(make("details", { className: "lines-of" }, make("summary", { textContent: `Lines of head and end (${record.headLines.length})` }), ...record.headLines.map((n) => make("div", { className: "block" }, piece(n)))));
  }
  record.body.forEach((block) => box.append(blockOf(block)));
  box.addEventListener("click", (event) => {
    if (!event.target.closest("button, summary, .edit, .piece, input, select, textarea, a")) selectRecord(at, { from: "card-title" });
  });
  return box;
}

const SHOWN_ELSEWHERE = new Set(["id", "kind", "classification", "part_of", "section", "title", "subtitle", "date", "date_precision", "body", "pages", "provenance", "quality", "repairs", "headLines", "background", "analysis", "recommendations", "handling"]);

/** The fields that are filled, whichever a kind has. */
function fieldList(record) {
  const dl = make("dl");
  for (const [key, value] of Object.entries(record)) {
    if (SHOWN_ELSEWHERE.has(key)) continue;
    const text = words(value);
    if (text) dl.append(make("dt", { textContent: key.replaceAll("_", " ") }), zh("dd", text));
  }
  return dl;
}

function words(value) {
  if (value === null || value === false || value === undefined) return "";
  if (value === true) return "yes";
  if (Array.isArray(value)) return value.map(words).filter(Boolean).join("；");
  if (typeof value === "object") return Object.values(value).map(words).filter(Boolean).join(" ");
  return String(value);
}

function piece(n) {
  const line = lines.get(n);
  const span = make("span", { className: "piece", lang: "zh-Hans", title: `line ${n}: click to see it, double-click to correct it` }, ...runs(line));
  span.dataset.n = n;
  span.addEventListener("click", () => selectRecord(line.record, { from: "piece", line: n }));
  span.addEventListener("dblclick", () => corrections.editLine(n, span.closest(".block, li") ?? span.parentElement));
  return span;
}

function blockOf(block) {
  const box = make("div", { className: `block ${block.type}` });
  if (block.pieces) {
    block.pieces.forEach(([space, n]) => box.append(space, piece(n)));
  } else {
    box.append(zh("span", block.text));
    const n = block.lineNumbers[0];
    if (n !== undefined) {
      const list = make("details", { className: "lines-of" }, make("summary", { textContent: `Lines ${block.lines.join(" to ")}` }));
      block.lineNumbers.forEach((number) => list.append(make("div", { className: "block" }, piece(number))));
      box.append(list);
    }
  }
  return box;
}

function rowButton(title, more, onclick) {
  return make("button", { type: "button", className: "row", onclick }, ...title, ...more.map((text) => zh("span", text, "more")));
}

function fillPanels() {
  byId("panel-records").append(...data.records.map(card));
  count("records", data.records.length);

  const warnings = byId("panel-warnings");
  data.warnings.forEach((warning, i) => {
    const where = warning.record !== null ? `${short(warning.record)} ${data.records[warning.record].title}` : "the whole issue";
    warnings.append(rowButton([make("strong", { textContent: warning.code }), " ", zh("span", warning.message)], [warning.line ? `${where}, line ${warning.line}` : where], () => goToWarning(i)));
  });
  if (!data.warnings.length) warnings.append(make("p", { className: "note", textContent: "No warnings." }));
  count("warnings", data.warnings.length, true);

  const repairs = byId("panel-repairs");
  data.repairs.forEach((repair) => {
    const row = make("div", { className: "row" }, evidence(repair));
    row.append(make("button", { type: "button", className: "quiet", textContent: `Show line ${repair.lines[0]}`, onclick: () => goToLine(repair.lines[0]) }));
    repairs.append(row);
  });
  if (!data.repairs.length) repairs.append(make("p", { className: "note", textContent: "No repairs: the text is as it was extracted." }));
  count("repairs", data.repairs.length);
  fillContents();

  const unplaced = [...lines.values()].filter((line) => line.fate === "unplaced");
  const panel = byId("panel-unplaced");
  if (!unplaced.length) panel.append(make("p", { className: "note", textContent: "Every line has its place." }));
  unplaced.forEach((line) => {
    const row = make("div", { className: "row lines-of" }, make("div", { className: "block" }, make("span", { className: "badge unplaced", textContent: "?" }), " ", zh("span", printed(line))));
    row.append(make("span", { className: "more", textContent: `line ${line.n}, page ${data.pages[line.at].page}: ${line.reason}` }));
    row.append(make("button", { type: "button", className: "quiet", textContent: "Show", onclick: () => goToLine(line.n) }));
    row.append(make("button", { type: "button", className: "quiet", textContent: "Correct", onclick: () => corrections.editLine(line.n, row) }));
    panel.append(row);
  });
  count("unplaced", unplaced.length, true);
}

/** The contents page held against the articles. */
function fillContents() {
  const panel = byId("panel-contents");
  const entries = data.issue.contents ?? [];
  const check = data.issue.contents_check ?? {};
  const disagree = (check.missing?.length ?? 0) + (check.page_mismatches?.length ?? 0);
  count("contents", entries.length, false);
  if (disagree) count("contents", `${entries.length}, ${disagree} disagree`, false);
  const table = make("table");
  const cells = (name, texts) => texts.map((text) => make(name, { textContent: text ?? "", lang: name === "td" ? "zh-Hans" : "en" }));
  table.append(make("thead", {}, make("tr", {}, ...cells("th", ["Section", "Page", "Entry", "Article"]))));
  const body = make("tbody");
  const place = new Map(data.records.map((record, i) => [record.id, i]));
  const off = new Map((check.page_mismatches ?? []).map((row) => [row.title, row.found]));
  for (const entry of entries) {
    const row = make("tr", {}, ...cells("td", [entry.section, entry.page, [entry.title, entry.subtitle].filter(Boolean).join(" ")]));
    const at = place.get(entry.record);
    const cell = make("td");
    if (at === undefined) cell.append(make("span", { className: "alarm", textContent: "no article found" }));
    else cell.append(make("button", { type: "button", className: "quiet", lang: "zh-Hans", textContent: `${short(at)} ${data.records[at].title}`, onclick: () => selectRecord(at) }));
    if (off.has(entry.title)) cell.append(make("span", { className: "alarm", textContent: ` on page ${off.get(entry.title)}` }));
    row.append(cell);
    body.append(row);
  }
  table.append(body);
  panel.append(entries.length ? table : make("p", { className: "note", textContent: "No contents page was found." }));
  const unlisted = (check.unlisted ?? []).map((id) => place.get(id)).filter((at) => at !== undefined);
  if (entries.length && unlisted.length) {
    panel.append(make("h2", { textContent: "Articles the contents page does not name" }));
    unlisted.forEach((at) => panel.append(rowButton([make("span", { className: `badge ${data.records[at].kind}`, textContent: short(at) }), " ", zh("span", data.records[at].title)], [], () => selectRecord(at))));
  }
}

// ---- keys and the frame ----

const KEYS = [
  [["j"], "Next record", () => stepRecord(1)],
  [["k"], "Previous record", () => stepRecord(-1)],
  [["w"], "Next warning", () => stepWarning(1)],
  [["W"], "Previous warning", () => stepWarning(-1)],
  [["ArrowRight"], "Next page", () => showPage(state.page + 1)],
  [["ArrowLeft"], "Previous page", () => showPage(state.page - 1)],
  [["n"], "Next issue", () => byId("next-issue").click()],
  [["p"], "Previous issue", () => byId("previous-issue").click()],
  [["e"], "Correct the line or record selected", () => corrections.editSelected()],
  [["c"], "Show the corrections", () => openTab("corrections", { focus: true })],
  [["z"], "Zoom", () => byId("zoom").click()],
  [["?"], "These keys", () => byId("help").showModal()],
];

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  // the help goes away by any key it tells of, which then does its work; browsers close a dialog a while after Escape, too late
  // for a key that follows at once
  const help = byId("help");
  if (help.open) {
    const told = KEYS.some(([keys]) => keys.includes(event.key));
    if (told || event.key === "Escape") help.close();
    if (event.key === "?") event.preventDefault();
    if (!told || event.key === "?") return;
  }
  const inTabs = event.target.closest('[role="tablist"]');
  if (inTabs && event.key.startsWith("Arrow")) {
    const at = TABS.findIndex((tab) => byId(`tab-${tab}`) === event.target);
    const by = event.key === "ArrowRight" ? 1 : -1;
    event.preventDefault();
    return openTab(TABS[(at + by + TABS.length) % TABS.length], { focus: true });
  }
  // zoomed in, the arrows move the sheet
  if (event.key.startsWith("Arrow") && event.target.closest("#sheet.zoomed")) return;
  const found = KEYS.find(([keys]) => keys.includes(event.key));
  if (!found) return;
  event.preventDefault();
  found[2]();
}

function fillFrame() {
  const { counts = {}, coverage = {} } = data.issue;
  const unplaced = coverage.unplaced ?? 0;
  byId("facts").textContent = `${data.issue.id} · ${counts.pages === 1 ? "1 page" : `${counts.pages ?? 0} pages`} · ${counts.lines ?? 0} lines, ${unplaced ? `${unplaced} unplaced` : "all placed"} · ${data.issue.provenance?.source?.path ?? ""}`;
  data.pages.forEach((page, at) => byId("page").append(make("option", { value: String(at), textContent: page.printed ? `${page.page} (printed ${page.printed})` : String(page.page) })));
  const order = globalThis.huikanOrder ?? [];
  const own = order.findIndex((name) => location.pathname.endsWith(`/${encodeURIComponent(name)}/index.html`) || location.pathname.endsWith(`/${encodeURIComponent(name)}/`));
  const link = (id, at) => { if (own >= 0 && order[at] !== undefined) byId(id).href = `../${encodeURIComponent(order[at])}/index.html`; };
  link("previous-issue", own - 1);
  link("next-issue", own + 1);
  const legend = [...Object.entries(KINDS).map(([kind, letter]) => [kind, letter, kind]), ["unplaced", "?", "unplaced"]];
  byId("legend").append(...legend.map(([kind, letter, name]) => make("li", {}, make("span", { className: `swatch ${kind}`, textContent: letter }), ` ${name}`)));
  const name = (key) => ({ ArrowRight: "→", ArrowLeft: "←" })[key] ?? key;
  KEYS.forEach(([keys, what]) => byId("keys").append(make("dt", {}, ...keys.flatMap((key) => [make("kbd", { textContent: name(key) }), " "])), make("dd", { textContent: what })));
}

function start() {
  fillFrame();
  fillPanels();
  corrections.start();
  TABS.forEach((tab) => byId(`tab-${tab}`).addEventListener("click", () => openTab(tab)));
  byId("page").addEventListener("change", () => showPage(Number(byId("page").value)));
  byId("previous-page").addEventListener("click", () => showPage(state.page - 1));
  byId("next-page").addEventListener("click", () => showPage(state.page + 1));
  for (const id of ["show-regions", "show-order"]) byId(id).addEventListener("change", () => showPage(state.page, { quiet: true }));
  byId("zoom").addEventListener("click", () => {
    const on = byId("sheet").classList.toggle("zoomed");
    byId("zoom").setAttribute("aria-pressed", String(on));
    mark();
  });
  byId("help-button").addEventListener("click", () => byId("help").showModal());
  byId("help-close").addEventListener("click", () => byId("help").close());
  document.addEventListener("keydown", onKey);
  openTab("records");
  const named = data.records.findIndex((record) => `#${record.id}` === decodeURIComponent(location.hash));
  const first = data.pages.findIndex((page) => page.lines.some((line) => line.record !== null));
  showPage(Math.max(first, 0));
  if (named >= 0) selectRecord(named);
  document.documentElement.dataset.ready = "yes";
}

start();
