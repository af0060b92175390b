// Corrections: made on the page, kept in this browser until they are taken as patches.toml, which huikan convert replays.
"use strict";

const corrections = (() => {
  /** Each: { table: "patch" | "kind" | "boundary", line, ...its keys, note } */
  let list = [];
  let saved = "";
  const key = () => `huikan-corrections:${globalThis.huikanIssue?.folder}`;

  // ---- the file ----

  /** A TOML basic string; what JSON escapes TOML escapes alike, but for DEL. */
  const quoted = (text) => JSON.stringify(text.toWellFormed()).replaceAll("\u007f", "\\u007f");

  /** The lines of a table that say what is corrected. */
  function what(correction) {
    const rows = [`[[${correction.table}]]`, `line = ${correction.line}`];
    if (correction.table === "patch") rows.push(`was = ${quoted(correction.was)}`, `now = ${quoted(correction.now)}`);
    if (correction.table === "kind") rows.push(`kind = ${quoted(correction.kind)}`);
    if (correction.table === "boundary") {
      rows.push(`begins = ${correction.begins}`);
      if (correction.begins) rows.push(`title_lines = ${correction.titleLines}`);
    }
    return rows;
  }

  function table(correction, who, when) {
    const rows = [...what(correction), `who = ${quoted(who)}`, `when = ${when}`];
    if (correction.note) rows.push(`note = ${quoted(correction.note)}`);
    return `${rows.join("\n")}\n`;
  }

  function today() {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  function file() {
    const who = byId("who")?.value.trim() || "unnamed";
    const before = saved && !saved.endsWith("\n") ? `${saved}\n` : saved;
    const own = list.map((correction) => table(correction, who, today()));
    return [before, ...own].filter(Boolean).join("\n");
  }

  /** The smallest change that is found in one place of the line only. Counts characters, not halves of them. */
  function change(before, after) {
    const [a, b] = [Array.from(before), Array.from(after)];
    let start = 0;
    while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
    let end = 0;
    while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
    const was = () => a.slice(start, a.length - end).join("");
    const times = (text) => before.split(text).length - 1;
    while ((was() === "" || times(was()) > 1) && (start > 0 || end > 0)) {
      if (start > 0) start -= 1;
      if (end > 0) end -= 1;
    }
    return { was: was(), now: b.slice(start, b.length - end).join("") };
  }

  // ---- keeping ----

  function keep() {
    try {
      if (list.length) localStorage.setItem(key(), JSON.stringify(list));
      else localStorage.removeItem(key());
    } catch { /* private windows keep nothing; the page still does */ }
    fill();
  }

  function add(correction) {
    const same = (other) => other.table === correction.table && other.line === correction.line && correction.table !== "patch";
    list = [...list.filter((other) => !same(other)), correction];
    keep();
    say("Kept under Corrections. Download the file when you are done.");
  }

  // ---- forms ----

  function form(place, ...children) {
    document.querySelectorAll(".edit").forEach((old) => old.remove());
    const box = make("div", { className: "edit" }, ...children);
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") box.remove(); });
    box.addEventListener("click", (event) => event.stopPropagation());
    box.addEventListener("dblclick", (event) => event.stopPropagation());
    place.append(box);
    box.querySelector("textarea, select, input")?.focus();
    box.scrollIntoView({ block: "nearest" });
    return box;
  }

  const button = (text, onclick, className = "") => make("button", { type: "button", textContent: text, onclick, className });

  function editLine(n, place) {
    const line = lines.get(n);
    const before = clean(line);
    const text = make("textarea", { value: before, lang: "zh-Hans", className: "line-text" });
    const note = make("input", { className: "line-note" });
    const titles = make("input", { type: "number", min: "1", max: "6", value: "1" });
    const keepText = () => {
      const after = text.value.replace(/[\r\n]+/g, "");
      if (after === before) return say("The text is as it was.");
      add({ table: "patch", line: n, ...change(before, after), note: note.value.trim() });
      box.remove();
    };
    const box = form(
      place,
      make("label", {}, `Text of line ${n}, page ${data.pages[line.at].page}`, make("br"), text),
      make("p", { className: "more" }, "Printed: ", zh("span", printed(line))),
      make("div", { className: "bar" }, make("label", {}, "Note ", note), button("Keep", keepText, "strong keep-text"), button("Cancel", () => box.remove())),
      make("hr"),
      make("div", { className: "bar" },
        make("label", {}, "Lines of its title ", titles),
        button("An article begins at this line", () => { add({ table: "boundary", line: n, begins: true, titleLines: Number(titles.value), note: note.value.trim() }); box.remove(); }, "begins")),
    );
  }

  function editRecord(at, place) {
    const record = data.records[at];
    const line = firstLine(at);
    if (line === null) return say("No line of this record is in the ledger.");
    const kinds = make("select", { className: "kinds" }, ...Object.keys(KINDS).map((kind) => make("option", { value: kind, textContent: kind, selected: kind === record.kind })));
    const note = make("input");
    const keepKind = () => {
      if (kinds.value === record.kind) return say("The kind is as it was.");
      add({ table: "kind", line, kind: kinds.value, note: note.value.trim() });
      box.remove();
    };
    const box = form(
      place.querySelector("header"),
      make("div", { className: "bar" }, make("label", {}, "Kind of this record ", kinds), button("Keep", keepKind, "strong keep-kind")),
      make("div", { className: "bar" }, make("label", {}, "Note ", note)),
      make("div", { className: "bar" },
        button("No article begins here", () => { add({ table: "boundary", line, begins: false, note: note.value.trim() }); box.remove(); }, "joins"),
        make("span", { className: "more", textContent: "Its lines go on in the article before it." }),
        button("Cancel", () => box.remove())),
      make("p", { className: "more", textContent: "To correct a text, double-click it, or click it and press e." }),
    );
  }

  function editSelected() {
    const card = state.record === null ? null : byId(`record-${state.record}`);
    const piece = card?.querySelector(`[data-n="${state.line}"]`);
    if (piece) {
      const fold = piece.closest("details");
      if (fold) fold.open = true;
      editLine(state.line, piece.closest(".block"));
    } else if (card) editRecord(state.record, card);
    else say("Select a record or a line first.");
  }

  // ---- the panel ----

  /** The record that holds a line, or the line. */
  function titled(n) {
    const line = lines.get(n);
    return line ? data.records[line.record]?.title ?? printed(line) : `line ${n}`;
  }

  function told(correction) {
    if (correction.table === "patch") return [zh("span", visible(correction.was), "printed"), " → ", zh("span", visible(correction.now), "repaired")];
    if (correction.table === "kind") return [zh("span", titled(correction.line)), ` is of the kind ${correction.kind}`];
    if (!correction.begins) return [zh("span", titled(correction.line)), ": no article begins here"];
    const n = correction.titleLines;
    return ["an article begins here, with ", n === 1 ? "one line" : `${n} lines`, " of title"];
  }

  function fill() {
    const shown = byId("pending");
    shown.replaceChildren(...list.map((correction, i) => make("div", { className: "row pending" },
      make("span", {}, ...told(correction)), make("span", { className: "more", textContent: `line ${correction.line}${correction.note ? `: ${correction.note}` : ""}` }),
      button("Show", () => goToLine(correction.line), "quiet"),
      button("Take back", () => { list = list.filter((_, at) => at !== i); keep(); }, "quiet"))));
    if (!list.length) shown.append(make("p", { className: "note", textContent: "No corrections yet. Double-click a text, or choose Correct on a record." }));
    count("corrections", list.length);
    byId("file").textContent = file();
    byId("download").disabled = !list.length;
    byId("write").disabled = !list.length;
  }

  function download() {
    const url = URL.createObjectURL(new Blob([file()], { type: "application/toml" }));
    const link = make("a", { href: url, download: "patches.toml" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  /** Hands the file to the server that huikan review --serve runs. */
  async function write() {
    const text = file();
    try {
      const answer = await fetch(`/patches/${encodeURIComponent(globalThis.huikanIssue.folder)}`, {
        method: "POST",
        headers: { "Content-Type": "application/toml", "X-Huikan-Token": token(), "X-Huikan-Before": await digest(saved) },
        body: text,
      });
      const said = await answer.text();
      if (!answer.ok) throw new Error(said);
      saved = text;
      list = [];
      keep();
      say("Written. huikan convert applies it at its next run.");
    } catch (error) {
      say(`Not written: ${error.message}`);
    }
  }

  async function digest(text) {
    const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  function token() {
    try { return sessionStorage.getItem("huikan-token") ?? ""; } catch { return ""; }
  }

  function start() {
    saved = data.patches ?? "";
    try { list = JSON.parse(localStorage.getItem(key()) ?? "[]"); } catch { list = []; }
    if (!Array.isArray(list)) list = [];
    // what is in the folder's file is no longer pending
    const isSaved = (correction) => saved.includes(`${what(correction).join("\n")}\n`);
    if (list.some(isSaved)) {
      list = list.filter((correction) => !isSaved(correction));
      try { localStorage.setItem(key(), JSON.stringify(list)); } catch { /* dropped again next time */ }
    }
    let name = "";
    try { name = localStorage.getItem("huikan-who") ?? ""; } catch { /* asked for again */ }
    const who = make("input", { id: "who", value: name, autocomplete: "name" });
    who.addEventListener("input", () => {
      try { localStorage.setItem("huikan-who", who.value); } catch { /* asked for again */ }
      fill();
    });
    const served = location.protocol === "http:" && token() !== "";
    byId("panel-corrections").append(
      make("div", { className: "bar" }, make("label", {}, "Your name ", who)),
      make("div", { id: "pending" }),
      make("div", { className: "bar" },
        make("button", { type: "button", id: "download", className: served ? "" : "strong", textContent: "Download patches.toml", onclick: download }),
        make("button", { type: "button", id: "write", className: "strong", textContent: "Write it into the issue's folder", onclick: write, hidden: !served })),
      make("p", { className: "note", textContent: `The file belongs into the folder ${data.folder} of the output, in the place of one that is there: what that one says is in it. huikan convert replays it at every run.` }),
      make("pre", { id: "file", lang: "zh-Hans", tabIndex: 0 }),
    );
    fill();
  }

  return { start, editLine, editRecord, editSelected, file };
})();
