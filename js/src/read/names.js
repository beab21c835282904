// SPDX-License-Identifier: Apache-2.0
// Identifiers (sections 7.1 and 9.4 of the specification) and those of newspapers (nbarc(5)).

/** The identifier of an item. */
export function itemId(entry, item) {
  return `${entry.id}-${String(item.number).padStart(2, "0")}`;
}

/** Split "ID@REVISION". */
export function splitRevision(id) {
  const match = /^(.*)@([1-9][0-9]{0,9})$/s.exec(id);
  return match ? [match[1], Number(match[2])] : [id, undefined];
}

/** The page and the number that an item's identifier consists of, or null. */
export function splitItem(id) {
  const match = /^(.+)-(0[1-9]|[1-9][0-9]{1,4})$/s.exec(id);
  return match && Number(match[2]) <= 65535 ? { page: match[1], number: Number(match[2]) } : null;
}

const NEWSPAPER = /^([a-z][a-z0-9]{1,11})-([0-9]{8})([a-z]?)(?:-([a-z]?[0-9]{2,3}))?$/;

/** The parts of the identifier of a page or an issue of a newspaper, or null. */
export function parseNewspaper(id) {
  const match = NEWSPAPER.exec(id);
  return match && { title: match[1], date: match[2], edition: match[3], page: match[4] ?? "" };
}

/** Is it the identifier of an issue? */
export function isIssue(id) {
  return parseNewspaper(id)?.page === "";
}

/** "2019-03-04" of "20190304". */
export function isoDate(date) {
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
}
