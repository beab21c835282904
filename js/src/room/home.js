// SPDX-License-Identifier: Apache-2.0
// The newspapers, and the issues of one in a calendar.
import { el, link } from "./dom.js";
import { say, sayCount, sayDate } from "./words.js";

const yearOf = (issue) => issue.date.slice(0, 4);

/** The years that a newspaper has issues of. */
function years(title) {
  return [...new Set(title.issues.map(yearOf))];
}

function sum(title, what) {
  return title.issues.reduce((total, issue) => total + issue[what], 0);
}

/** The first page of the room. */
export function homePage({ holdings }) {
  const cards = holdings.titles.map((title) => el("li", null,
    el("h2", { lang: "zh" }, link(`/title/${title.code}`, null, title.name || title.code)),
    el("p", { class: "detail" }, [sayCount(title.issues.length, "issues"), sayCount(sum(title, "pages"), "pages"), sayCount(sum(title, "items"), "items")].join(" · ")),
    el("ul", { class: "years" }, years(title).map((year) => el("li", null, link(`/title/${title.code}/${year}`, null, year))))));
  return { title: say("home"), body: [el("h1", null, say("home")), el("ul", { class: "titles" }, cards), otherPages(holdings),
    el("p", { class: "note" }, `${say("root")}: `, el("code", null, holdings.root))] };
}

/** Pages that are not of newspapers. */
function otherPages({ others }) {
  if (!others.length) return null;
  return [el("h2", null, say("others")), el("ul", { class: "pages" }, others.map((id) => el("li", null, link(id, null, id))))];
}

/** A month with a link for each issue. */
function month(year, number, issues) {
  const first = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const cells = [...new Array(first).fill(0), ...Array.from({ length: days }, (_, i) => i + 1)];
  while (cells.length % 7) cells.push(0);
  const cell = (day) => {
    const there = issues.filter((issue) => Number(issue.date.slice(6)) === day);
    return el("td", null, there.length && day ? there.map((issue) => link(issue.id, { "aria-label": sayDate(issue.date) }, `${day}${issue.edition}`))
      : day || "");
  };
  return el("table", null, el("caption", null, sayDate(`${String(year).padStart(4, "0")}${String(number).padStart(2, "0")}00`)),
    el("thead", null, el("tr", null, say("weekdays").split(" ").map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", null, Array.from({ length: cells.length / 7 }, (_, i) => el("tr", null, cells.slice(7 * i, 7 * i + 7).map(cell)))));
}

/** The calendar of a year of a newspaper. */
export function titlePage({ holdings }, code, year) {
  const title = holdings.titles.find((one) => one.code === code);
  if (!title) return null;
  const all = years(title);
  const chosen = all.includes(year) ? year : all.at(-1);
  const issues = title.issues.filter((issue) => yearOf(issue) === chosen);
  const dated = issues.filter((issue) => !/00$/.test(issue.date));
  const months = [...new Set(dated.map((issue) => Number(issue.date.slice(4, 6))))];
  const undated = issues.filter((issue) => /00$/.test(issue.date));
  return { title: `${title.name} ${chosen}`, body: [
    el("nav", { class: "crumbs", "aria-label": say("home") }, el("ol", null, el("li", null, link("", null, say("home"))))),
    el("h1", null, el("span", { lang: "zh" }, title.name || code), ` ${chosen}`),
    el("ul", { class: "years" }, all.map((one) => el("li", null, link(`/title/${code}/${one}`, { "aria-current": one === chosen ? "page" : null }, one)))),
    el("div", { class: "calendar" }, months.map((number) =>
      month(Number(chosen), number, dated.filter((issue) => Number(issue.date.slice(4, 6)) === number)))),
    undated.length ? [el("h2", null, say("undated")), el("ul", { class: "pages" },
      undated.map((issue) => el("li", null, link(issue.id, null, sayDate(issue.date)))))] : null] };
}
