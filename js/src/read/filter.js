// SPDX-License-Identifier: Apache-2.0
// Filters of lists and searches, with the names and rules of the options of nbarc-list(1).
import { usage } from "../base/errors.js";
import { KINDS } from "../format/leaf.js";
import { parseNewspaper } from "./names.js";

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const PAST_ALL = "{"; // greater than every identifier of a newspaper

/** Can these eight digits be a day? Zeros are parts that are not known. */
function isDay(date) {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)].map(Number);
  if (month > 12 || day > (month ? DAYS[month - 1] : 31)) return false;
  const leap = !year || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
  return month !== 2 || day !== 29 || leap;
}

/** A year, month or day as eight digits, of which `rest` fills up what is not given. */
function bound(text, rest) {
  const match = /^([0-9]{4})(?:(-?)([0-9]{2})(?:\2([0-9]{2}))?)?$/.exec(text);
  const digits = match ? match[1] + (match[3] ?? "") + (match[4] ?? "") : "";
  if (!match || !isDay(digits.padEnd(8, "0"))) usage(`${text}: not a date; write 2023, 2023-01 or 2023-01-15`);
  return digits + rest.slice(digits.length - 4);
}

/** The texts of an option that can have several: an array, or with commas between them. */
function several(given) {
  return given ? [given].flat().flatMap((one) => one.split(",")) : [];
}

/** A page without zeros before its number, or null. */
function pageKey(text) {
  const match = /^([a-z]?)([0-9]{1,3})$/.exec(text);
  return match ? match[1] + Number(match[2]) : null;
}

/** What chooses items. `options` are those of list(); what is not given chooses everything. */
export class Filter {
  constructor({ from, to, title, page, kind, author, head } = {}) {
    this.from = from ? bound(from, "0000") : "";
    this.to = to ? bound(to, "9999") : "";
    this.titles = several(title).sort(); // in the order of the catalogue
    for (const one of this.titles) if (parseNewspaper(`${one}-00000000`)?.title !== one) usage(`${one}: not the code of a newspaper`);
    this.pages = several(page).map((one) => pageKey(one) ?? usage(`${one}: not a page; write a01, 01 or 1`));
    const kinds = several(kind);
    for (const one of kinds) if (!KINDS.includes(one)) usage(`${one}: no such kind; there are ${KINDS.join(", ")}`);
    this.kinds = kinds.length ? new Set(kinds.map((one) => KINDS.indexOf(one))) : null;
    this.authors = author ? [author].flat() : [];
    this.head = head ?? "";
  }

  /** Does the choice of items need the titles of the catalogue? */
  get needsTexts() {
    return this.head !== "";
  }

  /** The least identifier of a page that the filter can choose. */
  get start() {
    return this.titles.length ? `${this.titles[0]}-${this.from}` : "";
  }

  /** Whether a page is chosen, {chosen}; or from which identifier on the next one can be, {next}. */
  judge(id) {
    const parts = parseNewspaper(id);
    if (!parts) return { chosen: !this.titles.length && !this.from && !this.to && !this.pages.length };
    const title = this.titles.length ? this.titles.find((one) => one >= parts.title) : parts.title;
    if (title === undefined) return { next: PAST_ALL };
    if (title !== parts.title) return { next: `${title}-${this.from}` };
    if (parts.date < this.from) return { next: `${parts.title}-${this.from}` };
    if (this.to && parts.date > this.to) return { next: `${parts.title}.` };
    return { chosen: !this.pages.length || this.pages.includes(pageKey(parts.page)) };
  }

  /** Are the names those of an author who is chosen? */
  choosesAuthor(names) {
    return names.some((name) => this.authors.includes(name));
  }

  /** Whether an item of a page that is chosen is, as far as the catalogue says; null if its document has to say it. */
  judgeItem(item) {
    if (this.kinds && !this.kinds.has(item.kind)) return false;
    if (this.head && !item.title.includes(this.head) && !item.kicker.includes(this.head)) return false;
    if (!this.authors.length) return true;
    return item.authors ? this.choosesAuthor(item.authors) : null;
  }
}
