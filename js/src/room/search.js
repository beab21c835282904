// SPDX-License-Identifier: Apache-2.0
// Searching: the form, hits in their contexts, and how many there are in each year.
import { KINDS } from "../format/leaf.js";
import { chart } from "./chart.js";
import { el, link } from "./dom.js";
import { say, sayCount, sayDate } from "./words.js";

const MOST = 500; // hits that are looked for
const SCAN = 20000; // items that are read where no index helps
const CONTEXT = 20;

function field(name, input, note) {
  return el("div", null, el("label", { for: `field-${name}` }, say(name === "q" ? "words" : name)), input, note ? el("p", { class: "note", id: `note-${name}` }, note) : null);
}

function select(name, options, chosen) {
  return el("select", { id: `field-${name}`, name }, options.map(([value, label]) => el("option", { value, selected: value === chosen }, label)));
}

/** The form, with what was asked for. */
function form({ holdings }, asked) {
  const input = (name, more) => el("input", { id: `field-${name}`, name, value: asked.get(name) ?? "", autocomplete: "off", ...more });
  const submit = (event) => {
    event.preventDefault();
    const values = [...new FormData(event.target)].filter(([, value]) => value);
    location.hash = `/search?${new URLSearchParams(values)}`;
  };
  return el("form", { role: "search", onsubmit: submit, "aria-label": say("search") }, el("div", { class: "fields" },
    el("div", { class: "wide" }, field("q", input("q", { type: "search", lang: "zh", required: true, "aria-describedby": "note-q" }), say("wordsNote"))),
    field("from", input("from", { inputmode: "numeric", placeholder: "1946-05-15", pattern: "[0-9]{4}(-?[0-9]{2}){0,2}" })),
    field("to", input("to", { inputmode: "numeric", placeholder: "1956", pattern: "[0-9]{4}(-?[0-9]{2}){0,2}" })),
    field("newspaper", select("newspaper", [["", say("anyTitle")], ...holdings.titles.map((one) => [one.code, one.name || one.code])], asked.get("newspaper"))),
    field("kind", select("kind", [["", say("anyKind")], ...KINDS.map((kind) => [kind, say(kind)])], asked.get("kind"))),
    field("where", select("where", [["", say("anywhere")], ["head", say("head")], ["text", say("text")], ["byline", say("byline")]], asked.get("where"))),
    el("div", null, el("button", { type: "submit" }, say("search")))));
}

function kwic(hit) {
  return el("p", { class: "kwic kwic-line", lang: "zh" }, el("span", { class: "left" }, hit.left), el("mark", null, hit.hit),
    el("span", { class: "right" }, hit.right));
}

/** Adds hits to the page as they are found. */
class Hits {
  constructor() {
    this.list = el("ol", { class: "hits" });
    this.status = el("p", { role: "status", class: "count", id: "found" }, say("searching"));
    this.figure = el("div");
    this.years = new Map();
    this.count = 0;
    this.last = null;
  }

  add(hit) {
    if (this.last?.id !== hit.id) {
      const line = el("li", null, link(hit.id, { lang: "zh" }, el("span", { class: "item-title" }, hit.title || hit.id)), " ",
        el("span", { class: "about-item" }, `${hit.date ? `${sayDate(hit.date.replaceAll("-", ""))} · ` : ""}${hit.id}`));
      this.last = { id: hit.id, line };
      this.list.append(line);
    }
    this.last.line.append(kwic(hit));
    this.count++;
    const year = hit.date.slice(0, 4);
    if (year) this.years.set(year, (this.years.get(year) ?? 0) + 1);
  }

  end() {
    this.status.replaceChildren(this.count ? this.count < MOST ? sayCount(this.count, "found") : `${MOST} ${say("atLeast")}` : say("none"));
    if (this.years.size) this.figure.append(chart(this.years, say("counts")));
  }
}

/** The page of a search. Hits come while it is shown; `signal` ends that. */
export function searchPage(room, asked, signal) {
  const q = asked.get("q")?.trim();
  const body = [el("h1", null, say("search")), form(room, asked)];
  if (!q) return { title: say("search"), body };
  const hits = new Hits();
  const run = async () => {
    try {
      const options = { from: asked.get("from"), to: asked.get("to"), title: asked.get("newspaper"), kind: asked.get("kind"),
        parts: asked.get("where"), limit: MOST, scan: SCAN, context: CONTEXT, signal };
      for await (const hit of room.archive.search(q.split(/\s+/), options)) hits.add(hit);
      hits.end();
    } catch (error) {
      if (!signal.aborted) hits.status.replaceChildren(el("span", { class: "warning" }, `${say("failed")} ${error.message}`));
    }
  };
  run();
  return { title: `${q} – ${say("search")}`, body: [...body, hits.status, hits.figure, hits.list] };
}
