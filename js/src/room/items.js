// SPDX-License-Identifier: Apache-2.0
// An issue or a page, and an item.
import { CITE_STYLES, cite, referenceOf } from "../read/cite.js";
import { differences } from "../read/diff.js";
import { checkProof } from "../read/proof.js";
import { fromDocument } from "../read/item.js";
import { parseNewspaper, splitRevision } from "../read/names.js";
import { blocksOf, textOf } from "../read/text.js";
import { strictText } from "../base/bytes.js";
import { download, el, link } from "./dom.js";
import { pageImage } from "./image.js";
import { say, sayDate } from "./words.js";

/** The way to a place: newspapers, a newspaper, an issue. */
function crumbs({ holdings }, id) {
  const parts = parseNewspaper(id.replace(/-[0-9]{2,5}$/, "")) ?? parseNewspaper(id);
  const title = parts && holdings.titles.find((one) => one.code === parts.title);
  const steps = [link("", null, say("home"))];
  if (title) steps.push(link(`/title/${title.code}/${parts.date.slice(0, 4)}`, { lang: "zh" }, title.name || title.code));
  if (title && parts.page) steps.push(link(`${parts.title}-${parts.date}${parts.edition}`, null, sayDate(parts.date)));
  return el("nav", { class: "crumbs", "aria-label": say("home") }, el("ol", null, steps.map((step) => el("li", null, step))));
}

/** What a list says of an item. */
export function itemLine(record) {
  return el("li", null, link(record.id, { lang: "zh" }, record.kicker ? el("span", { class: "kicker" }, record.kicker) : null,
    el("span", { class: "item-title" }, record.title || record.id)), " ",
    record.kind === "article" ? null : el("span", { class: "kind" }, say(record.kind)), " ",
    el("span", { class: "about-item" }, `${say("characters")} ${record.characters}`));
}

/** The image of a page, or why its document cannot be read: the list of its items stands without it. */
async function imageOf({ archive, holdings }, id) {
  try {
    const { entry } = await archive.resolve(id);
    const page = parseNewspaper(id)?.page || id;
    return fromDocument(entry, await archive.get(id), (xml) => pageImage(holdings.images, xml, page));
  } catch (error) {
    return el("p", { class: "warning" }, error.message);
  }
}

/** An issue, or a page, with its items. A page has its image. */
export async function listPage(room, id) {
  const pages = new Map();
  for await (const record of room.archive.list(id)) pages.set(record.page_id, [...(pages.get(record.page_id) ?? []), record]);
  const parts = parseNewspaper(id);
  const title = room.holdings.titles.find((one) => one.code === parts?.title);
  const name = parts ? `${title?.name ?? parts.title} ${sayDate(parts.date)}${parts.page ? ` ${parts.page}` : ""}` : id;
  const sections = [...pages].map(([page, records]) => [
    el("h2", null, link(page, null, `${say("page")} ${parseNewspaper(page)?.page || page}`)),
    el("ul", { class: "items" }, records.map(itemLine))]);
  const image = room.holdings.images && pages.has(id) ? await imageOf(room, id) : null;
  return { title: name, body: [crumbs(room, id), el("h1", { lang: "zh" }, name), sections, image] };
}

const CLASSES = { kicker: "kicker", column: "kicker", sub: "subhead", crosshead: "crosshead", main: "main" };

/** The text of an item as it should be read. */
function article(xml, language) {
  const out = el("article", { class: "text", lang: language });
  let figure = null;
  let named = false;
  for (const block of blocksOf(xml)) {
    figure = block.figure ? figure ?? out.appendChild(el("figure")) : null;
    const role = block.element === "head" ? CLASSES[block.type] ?? "subhead" : block.element === "byline" ? (figure ? "credit" : "byline")
      : block.element === "dateline" ? "dateline" : figure ? "caption" : null;
    const name = role === "main" && !named ? "h1" : role === "crosshead" ? "h2" : "p";
    named ||= name === "h1";
    (figure ?? out).append(el(name, { class: role }, block.text));
  }
  if (!named) out.prepend(el("h1", { class: "unseen" }, say("text")));
  return out;
}

/** The items before and after one on its page. */
function steps(entry, item, idOf) {
  const shown = entry.items.filter((one) => one.state === 0 && one.length).sort((a, b) => a.offset - b.offset);
  const at = shown.indexOf(item);
  const step = (other, label) => el("span", null, other ? link(idOf(other), { lang: "zh" }, label(other.title)) : null);
  return el("nav", { class: "steps", "aria-label": `${say("previous")} / ${say("next")}` }, step(shown[at - 1], (title) => `← ${say("previous")} ${title}`),
    step(shown[at + 1], (title) => `${say("next")} ${title} →`));
}

function facts(record, room) {
  const title = room.holdings.titles.find((one) => one.code === record.title_code);
  const rows = [["newspaper", title?.name], ["date", record.date && sayDate(record.date.replaceAll("-", ""))], ["page", record.page],
    ["kind", say(record.kind)], ["byline", record.byline], ["authors", record.authors?.join("、")], ["characters", record.characters],
    ["revision", record.revision]];
  return el("dl", null, rows.filter(([, value]) => value).map(([name, value]) => [el("dt", null, say(name)),
    el("dd", { lang: ["newspaper", "byline", "authors"].includes(name) ? "zh" : null }, String(value))]));
}

/** Check the item, and what the check showed. */
async function verification(room, id) {
  const proof = await room.archive.prove(id);
  const { root } = await checkProof(proof);
  return [el("p", null, say("verified"), " ", el("code", null, root)), el("p", null, download(`${id}.proof`, proof, "text/plain", say("proof")))];
}

function verifyButton(room, id) {
  const result = el("div", { role: "status", class: "status", id: "verification" });
  const run = async () => {
    result.replaceChildren(say("loading"));
    try {
      result.replaceChildren(...(await verification(room, id)));
    } catch (error) {
      result.replaceChildren(el("p", { class: "warning" }, `${say("failed")} ${error.message}`));
    }
  };
  return [el("button", { type: "button", id: "verify", onclick: run }, say("verify")), result];
}

async function sourceView(room, id) {
  const { bytes, charset } = await room.archive.getSource(id);
  const text = strictText(bytes) ?? new TextDecoder(charset).decode(bytes);
  return el("pre", { lang: "zh", tabindex: "0" }, text);
}

/** The paragraphs of a revision of an item. */
async function paragraphsOf({ archive }, id) {
  const { entry } = await archive.resolve(id);
  return fromDocument(entry, await archive.get(id), textOf).split("\n").filter(Boolean);
}

/** How a revision differs from an earlier one. */
async function diffView(room, name, from, to) {
  const [before, after] = [await paragraphsOf(room, `${name}@${from}`), await paragraphsOf(room, `${name}@${to}`)];
  const edits = differences(before, after).map((pieces) => el("p", null, pieces.map(([kind, text]) => (kind === "same" ? text : el(kind, null, text)))));
  return [el("h2", null, say("history")), el("p", null, link(`${name}@${from}`, null, `${name}@${from}`), " → ", link(`${name}@${to}`, null, `${name}@${to}`)),
    edits.length ? el("div", { class: "text", lang: "zh" }, edits) : el("p", null, say("sameText"))];
}

/** Citations in all styles, as of today. */
function citeView(record, root) {
  const today = new Date().toISOString().slice(0, 10);
  const endings = { gbt7714: "txt", bibtex: "bib", csl: "json", ris: "ris" };
  return [el("p", { class: "note" }, say("citeNote")), el("pre", { tabindex: "0", class: "copy" }, referenceOf(record, root)),
    Object.entries(CITE_STYLES).map(([style, name]) => {
      const text = cite(record, root, style, today);
      return [el("h2", { id: `c-${style}` }, name), el("pre", { lang: "zh", tabindex: "0", class: "copy" }, text),
        el("p", null, download(`${record.id}.${endings[style]}`, text, "text/plain", say("download")))];
    })];
}

/** The revision that one is compared with: that which is asked for, or the one before. */
function comparedWith(asked, revision) {
  const from = Number(asked.get("from") ?? revision - 1);
  return Number.isInteger(from) && from >= 1 ? from : null;
}

/** An item, or another view of it: "tei", "source", "cite" or "diff". */
export async function itemPage(room, id, asked) {
  const { archive } = room;
  const view = asked.get("view");
  const { entry, item, newest } = await archive.resolve(id);
  await entry.leaf.addTexts((offset, size) => archive.catalogue.readTexts(offset, size));
  const record = await archive.describe(entry, item, newest);
  const [name] = splitRevision(id);
  const tei = await archive.get(id);
  const xml = strictText(tei);
  const language = /<text[^>]* xml:lang="(zh[A-Za-z-]*)"/.exec(xml)?.[1] ?? /xml:lang="(zh[A-Za-z-]*)"/.exec(xml)?.[1] ?? "zh";
  const { root } = archive.info();
  const from = comparedWith(asked, entry.revision);
  const body = view === "source" ? await sourceView(room, id) : view === "tei" ? el("pre", { tabindex: "0" }, xml)
    : view === "cite" ? citeView(record, root) : view === "diff" && from ? await diffView(room, name, from, entry.revision)
    : fromDocument(entry, tei, (one) => article(one, language));
  const views = [["", "text"], ["tei", "tei"], ["source", "source"], ["cite", "cite"], ...(entry.revision > 1 ? [["diff", "history"]] : [])];
  const idOf = (other) => `${entry.id}-${String(other.number).padStart(2, "0")}${entry === newest ? "" : `@${entry.revision}`}`;
  const reference = referenceOf(record, root);
  const side = el("aside", { class: "side", "aria-label": say("about") }, el("h2", null, say("about")), facts(record, room),
    el("ul", { class: "views" }, views.map(([one, word]) => el("li", null,
      link(one ? `${id}?view=${one}` : id, { "aria-current": (view ?? "") === one ? "page" : null }, say(word))))),
    el("h2", null, say("cite")), el("p", { class: "copy" }, reference),
    el("p", null, link(`${name}@${entry.revision}`, null, `${name}@${entry.revision}`)),
    newest.revision > 1 ? el("ul", { class: "views", "aria-label": say("revisions") }, Array.from({ length: newest.revision }, (_, i) =>
      el("li", null, link(`${name}@${i + 1}`, { "aria-current": i + 1 === entry.revision ? "page" : null }, `@${i + 1}`)))) : null,
    el("h2", null, say("download")), el("ul", { class: "actions" },
      el("li", null, download(`${name}.txt`, record.text ?? "", "text/plain", say("text"))),
      el("li", null, download(`${name}.xml`, tei, "application/xml", "TEI")),
      el("li", null, download(`${name}.json`, JSON.stringify(record), "application/json", "JSON"))),
    verifyButton(room, id));
  return { title: record.title || id, body: [crumbs(room, name),
    entry === newest ? null : el("p", { class: "warning" }, `${say("older")} `, link(name, null, `${name}@${newest.revision}`)),
    record.prev ? el("p", { class: "note" }, `${say("continues")} `, link(record.prev, null, record.prev)) : null,
    el("div", { class: "sheet with-side" }, el("div", null, view ? el("h1", { lang: "zh" }, record.title) : null, body,
      record.next ? el("p", { class: "note" }, `${say("continued")} `, link(record.next, null, record.next)) : null), side),
    view && view !== "source" ? null : fromDocument(entry, tei, (one) => pageImage(room.holdings.images, one, record.page || entry.id)),
    steps(entry, item, idOf)] };
}
