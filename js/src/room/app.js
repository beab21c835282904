// SPDX-License-Identifier: Apache-2.0
// The reading room of a static site (nbarc-publish(1)): what stands after # in the address
// says what is shown, so that every page, item and search has an address of its own.
import { NbarcError } from "../base/errors.js";
import { open } from "../open.js";
import { el, link } from "./dom.js";
import { homePage, titlePage } from "./home.js";
import { itemPage, listPage } from "./items.js";
import { searchPage } from "./search.js";
import { LANGUAGES, chooseLanguage, currentLanguage, say } from "./words.js";

const room = { archive: null, holdings: null };
let showing = new AbortController();

/** Storage may be refused, as in a private window. */
function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It then holds for this page only.
  }
}

/** What the address asks for. */
async function pageFor(fragment, signal) {
  const [path, query = ""] = fragment.split("?");
  const asked = new URLSearchParams(query);
  const [, place, ...rest] = path.split("/");
  if (!path) return homePage(room);
  if (place === "title") return titlePage(room, ...rest);
  if (place === "search") return searchPage(room, asked, signal);
  const id = decodeURIComponent(path);
  const named = await room.archive.resolve(id).catch((error) => error);
  if (named.item) return itemPage(room, id, asked);
  // A page that is hidden, or an item, says so; anything else may be the beginning of identifiers.
  if (named instanceof Error && !/not in the archive$/.test(named.message)) throw named;
  return listPage(room, id);
}

function failurePage(error) {
  return { title: say("failed"), body: [el("h1", null, say("failed")),
    el("p", { class: "warning" }, error instanceof NbarcError ? error.message : String(error))] };
}

async function show() {
  showing.abort();
  showing = new AbortController();
  const { signal } = showing;
  const main = document.querySelector("main");
  main.setAttribute("aria-busy", "true");
  let page;
  try {
    page = (await pageFor(location.hash.slice(1), signal)) ?? homePage(room);
  } catch (error) {
    page = failurePage(error);
  }
  if (signal.aborted) return;
  main.replaceChildren(...page.body.flat(Infinity).filter(Boolean));
  main.removeAttribute("aria-busy");
  document.title = `${page.title} – ${room.holdings.name}`;
  frame();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** The parts around a page, which change with the language. */
function frame() {
  document.querySelector(".room-name").textContent = room.holdings.name;
  document.querySelector(".skip").textContent = say("contents");
  const here = location.hash;
  document.querySelector(".room-nav").setAttribute("aria-label", say("contents"));
  document.querySelector(".room-nav ul").replaceChildren(
    el("li", null, link("", { "aria-current": here.length < 2 ? "page" : null }, say("home"))),
    el("li", null, link("/search", { "aria-current": here.startsWith("#/search") ? "page" : null }, say("search"))));
  const languages = document.querySelector(".room-languages");
  languages.setAttribute("aria-label", say("language"));
  languages.querySelector("ul").replaceChildren(...LANGUAGES.map(([tag, name]) => el("li", null, el("a", { href: here || "#", lang: tag,
    "aria-current": tag === currentLanguage() ? "true" : null, onclick: (event) => {
      event.preventDefault();
      remember("room-language", tag);
      chooseLanguage(tag);
      show();
    } }, name))));
}

/** t changes between light and dark; / goes to the search; arrows go to what is before and after. */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const steps = document.querySelectorAll(".steps > span");
  if (event.key === "t") changeTheme();
  else if (event.key === "/") {
    event.preventDefault();
    location.hash = "/search";
  } else if (event.key === "ArrowLeft") steps[0]?.querySelector("a")?.click();
  else if (event.key === "ArrowRight") steps[1]?.querySelector("a")?.click();
}

function changeTheme() {
  const { dataset } = document.documentElement;
  const dark = dataset.theme ? dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  dataset.theme = dark ? "light" : "dark";
  remember("room-theme", dataset.theme);
}

async function start() {
  chooseLanguage(remembered("room-language") ?? undefined);
  const theme = remembered("room-theme");
  if (theme) document.documentElement.dataset.theme = theme;
  const base = new URL("../../", import.meta.url);
  const answer = await fetch(new URL("room.json", base));
  const raw = await answer.json();
  room.holdings = { ...raw, titles: raw.titles.map(({ code, name, issues }) => ({ code, name, issues: issues.map(([date, pages, items]) =>
    ({ id: `${code}-${date}`, date: date.slice(0, 8), edition: date.slice(8), pages, items })) })) };
  room.archive = await open(new URL(raw.archive, base).href);
  addEventListener("hashchange", show);
  addEventListener("keydown", onKey);
  await show();
  document.body.classList.add("ready");
}

start().catch((error) => {
  document.querySelector("main").replaceChildren(...failurePage(error).body);
});
