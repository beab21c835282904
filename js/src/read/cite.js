// SPDX-License-Identifier: Apache-2.0
// Citations of items, as nbarc-cite(1) writes them: GB/T 7714-2015, BibTeX, CSL-JSON and RIS.

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const AUTHORS_MAX = 3; // that GB/T 7714 names (8.1.2)

/** What a citation is made of. `record` is that of an item, `root` the Merkle root in hexadecimal. */
function cited(record, root, accessed) {
  const newspaper = record.newspaper || record.title_code || "";
  const page = record.page ?? "";
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(record.date ?? "")?.slice(1).map(Number) ?? [];
  const unknown = parts.indexOf(0);
  const date = unknown < 0 ? parts : parts.slice(0, unknown);
  return {
    id: record.id, authors: record.authors ?? [], newspaper, title: record.title || newspaper, accessed, parts: date,
    date: (record.date ?? "").slice(0, [0, 4, 7, 10][date.length]),
    // Page 00 is one whose number is not known.
    page: /^[a-z]/.test(page) ? page[0].toUpperCase() + page.slice(1, 6) : page.replace(/^0+/, ""),
    reference: referenceOf(record, root),
  };
}

/** What finds exactly this text again. */
export function referenceOf(record, root) {
  return `nbarc:${record.id}@${record.revision};root=${root}`;
}

function gbt7714(c) {
  const named = c.authors.slice(0, AUTHORS_MAX).join(", ") + (c.authors.length > AUTHORS_MAX ? ", 等" : "");
  const own = c.newspaper === c.title;
  return `${named ? `${named}. ` : ""}${c.title}[N/OL]${c.newspaper && !own ? `. ${c.newspaper}` : ""}${c.date ? `${own ? "." : ","} ${c.date}` : ""}` +
    `${c.page ? `(${c.page})` : ""}${c.accessed ? `[${c.accessed}]` : ""}. ${c.reference}.\n`;
}

const TEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };
const tex = (text) => text.replace(/[\\~^{}$&#_%]/g, (one) => TEX[one] ?? `\\${one}`);

function bibtex(c) {
  const [year, month] = c.parts;
  const fields = [
    c.authors.length && `author = {${c.authors.map((name) => `{${tex(name)}}`).join(" and ")}}`,
    c.title && `title = {{${tex(c.title)}}}`, c.newspaper && `journal = {${tex(c.newspaper)}}`, c.date && `date = {${c.date}}`,
    year && `year = {${String(year).padStart(4, "0")}}`, month && MONTHS[month - 1] && `month = ${MONTHS[month - 1]}`,
    c.page && `pages = {${tex(c.page)}}`, "entrysubtype = {newspaper}", "langid = {chinese}", c.accessed && `urldate = {${c.accessed}}`,
    `note = {${tex(c.reference)}}`];
  return `@article{${[c.id, ...fields.filter(Boolean)].join(",\n  ")}\n}\n`;
}

function csl(c) {
  const date = (parts) => (parts.length ? { "date-parts": [parts] } : undefined);
  return JSON.stringify({
    id: c.id, type: "article-newspaper", author: c.authors.length ? c.authors.map((literal) => ({ literal })) : undefined,
    title: c.title || undefined, "container-title": c.newspaper || undefined, issued: date(c.parts), page: c.page || undefined,
    language: "zh", accessed: date(c.accessed ? c.accessed.split("-").map(Number) : []), URL: c.reference });
}

function ris(c) {
  const [year, month, day] = c.parts;
  const two = (number) => (number ? String(number).padStart(2, "0") : "");
  const four = year && String(year).padStart(4, "0");
  const lines = [["TY", "NEWS"], ...c.authors.map((name) => ["AU", name]), ["TI", c.title], ["T2", c.newspaper], ["PY", four],
    ["DA", four && `${four}/${two(month)}/${two(day)}/`], ["SP", c.page], ["LA", "zh"], ["Y2", c.accessed], ["UR", c.reference], ["ID", c.id]];
  return `${lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value}\r\n`).join("")}ER  - \r\n`;
}

/** The styles: what each is called for people, by its name. */
export const CITE_STYLES = { gbt7714: "GB/T 7714", bibtex: "BibTeX", csl: "CSL-JSON", ris: "RIS" };
const WRITERS = { gbt7714, bibtex, csl, ris };

/** A citation of the item of a record, by the name of a style; read on the day `accessed`, "2026-11-29" or "". */
export function cite(record, root, style, accessed = "") {
  return WRITERS[style](cited(record, root, accessed));
}
