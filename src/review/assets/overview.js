// The overview: rows of issues, some at a time, so that thousands open as fast as ten. Texts of documents are only ever
// set as text.
"use strict";

const ROWS = 100;

const KINDS = { P: "proposal", S: "speech", M: "meeting", A: "article" };

const COLUMNS = [
  { name: "Issue", key: (s) => s.name, text: (s) => s.name, link: true },
  { name: "Id", key: (s) => s.id, text: (s) => s.id },
  { name: "Pages", key: (s) => s.pages, number: true },
  { name: "Proposals", letter: "P", key: (s) => s.proposals, number: true },
  { name: "Speeches", letter: "S", key: (s) => s.speeches, number: true },
  { name: "Meetings", letter: "M", key: (s) => s.meetings, number: true },
  { name: "Articles", letter: "A", key: (s) => s.articles, number: true },
  { name: "Placed", key: placed, number: true, text: (s) => percent(placed(s)) },
  { name: "Unplaced", key: (s) => s.unplaced, number: true, alarm: true },
  { name: "Contents", key: (s) => s.contents, number: true, alarm: true, title: "Entries of the contents page that no article agrees with" },
  { name: "Repairs", key: (s) => s.repairs, number: true },
  { name: "Warnings", key: nWarnings, number: true, alarm: true, title: "Warnings of the issue and its records" },
];

const FILTERS = {
  all: () => true,
  warnings: (s) => nWarnings(s) > 0,
  unplaced: (s) => s.unplaced > 0,
  contents: (s) => s.contents > 0,
  images: (s) => s.images === 0,
};

const issues = Array.isArray(globalThis.huikanIssues) ? globalThis.huikanIssues : [];
const state = { sort: null, down: false, from: 0, shown: issues };

function placed(s) {
  return s.lines === 0 ? 1 : (s.lines - s.unplaced) / s.lines;
}

function nWarnings(s) {
  return Object.values(s.warnings).reduce((sum, n) => sum + n, 0);
}

// never 100 % where a line is missing
function percent(share) {
  return share >= 1 ? "100 %" : `${(Math.floor(share * 10000) / 100).toFixed(2)} %`;
}

function byId(id) {
  return document.getElementById(id);
}

function make(name, text, className) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}

function head() {
  const row = document.querySelector("#issues thead tr");
  for (const column of COLUMNS) {
    const cell = make("th", undefined, column.number ? "number" : "");
    cell.scope = "col";
    const button = make("button", column.name);
    button.type = "button";
    if (column.title) button.title = column.title;
    if (column.letter) {
      button.textContent = column.letter;
      button.title = column.name;
      button.setAttribute("aria-label", column.name);
      button.classList.add("swatch", KINDS[column.letter]);
    }
    button.addEventListener("click", () => {
      state.down = state.sort === column ? !state.down : Boolean(column.number);
      state.sort = column;
      select();
    });
    cell.append(button);
    row.append(cell);
  }
}

function select() {
  const words = byId("find").value.toLowerCase().split(/\s+/).filter(Boolean);
  const filter = FILTERS[byId("filter").value] ?? FILTERS.all;
  const found = (s) => {
    const text = `${s.id} ${s.name} ${Object.keys(s.warnings).join(" ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  state.shown = issues.filter((s) => filter(s) && found(s));
  if (state.sort) {
    const { key } = state.sort;
    const sign = state.down ? -1 : 1;
    const order = (a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0);
    state.shown = [...state.shown].sort(order);
  }
  state.from = 0;
  draw();
}

function draw() {
  const rows = state.shown.slice(state.from, state.from + ROWS);
  byId("issues").tBodies[0].replaceChildren(...rows.map(tr));
  const cells = document.querySelectorAll("#issues thead th");
  cells.forEach((cell, i) => {
    if (COLUMNS[i] === state.sort) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  });
  const last = state.from + rows.length;
  byId("shown").textContent = state.shown.length === issues.length ? `${issues.length} issues` : `${state.shown.length} of ${issues.length} issues`;
  byId("rows").textContent = rows.length ? `${state.from + 1} to ${last}` : "none";
  byId("earlier").disabled = state.from === 0;
  byId("later").disabled = last >= state.shown.length;
  document.querySelectorAll(".bar:has(#earlier)").forEach((bar) => { bar.hidden = state.shown.length <= ROWS; });
}

function tr(s) {
  const row = make("tr");
  for (const column of COLUMNS) {
    const value = column.key(s);
    const cell = make("td", undefined, column.number ? "number" : "");
    const text = column.text ? column.text(s) : String(value);
    if (column.link) {
      const link = make("a", text);
      link.href = `issues/${encodeURIComponent(s.folder)}/index.html`;
      link.lang = "zh-Hans";
      cell.append(link);
    } else {
      cell.textContent = text;
    }
    if (column.number && value === 0) cell.classList.add("zero");
    if (column.alarm && value > 0) cell.classList.add("alarm");
    if (column.name === "Warnings" && value > 0) {
      cell.title = Object.entries(s.warnings).map(([code, n]) => `${code} ${n}`).join("\n");
    }
    row.append(cell);
  }
  return row;
}

function step(by) {
  state.from = Math.max(0, state.from + by);
  draw();
  byId("issues").scrollIntoView({ block: "start" });
}

// huikan review --serve hands its token over behind the #; kept for this window only
if (location.protocol === "http:" && location.hash.startsWith("#token=")) {
  try { sessionStorage.setItem("huikan-token", location.hash.slice("#token=".length)); } catch { /* nothing can be written then */ }
  history.replaceState(null, "", location.pathname);
}

head();
byId("find").addEventListener("input", select);
byId("filter").addEventListener("change", select);
byId("earlier").addEventListener("click", () => step(-ROWS));
byId("later").addEventListener("click", () => step(ROWS));
draw();
document.documentElement.dataset.ready = "yes";
