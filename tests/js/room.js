// SPDX-License-Identifier: Apache-2.0
// The views of an item in the reading room of a static site, without a browser: what is shown
// as elements, of an archive with two revisions of a page. Prints TAP.
//
// usage: room.js READER-FOLDER ARCHIVE ID@REVISION
import { check, provideDocument } from "./elements.js";

const [folder, path, id] = process.argv.slice(2);
provideDocument();
const { itemPage } = await import(`${folder}/src/room/items.js`);
const { openFile } = await import(`${folder}/src/node.js`);
const room = { archive: await openFile(path), holdings: { titles: [], root: "" } };
const { root } = room.archive.info();

async function shown(name, query = "") {
  const { body } = await itemPage(room, name, new URLSearchParams(query));
  return body.flat(Infinity).filter(Boolean).map(String).join("\n");
}

const [name, revision] = id.split("@");
const text = await shown(id);
check(text.includes(`href="#${id}?view=diff"`), "a later revision leads to what differs");
check(text.includes(`nbarc:${id};root=${root}`), "and has its reference");
check(!(await shown(`${name}@1`)).includes("view=diff"), "the first one does not");
const diff = await shown(id, "view=diff");
check(/<p>[^<]*<del>长<\/del>条凳[^<]*<\/p>/.test(diff), "what was deleted is marked, within its paragraph");
check(diff.includes(`href="#${name}@${Number(revision) - 1}"`) && diff.includes(`href="#${id}"`), "between links to both revisions");
check((await shown(`${name}@1`, `view=diff&from=${revision}`)).includes("<ins>长</ins>条凳"), "the other way round it was inserted");
check(!/<(ins|del)>/.test(await shown(id, `view=diff&from=${revision}`)), "nothing differs from itself");
check((await shown(id, "view=diff&from=x")).includes("<h1"), "what is no revision shows the text");
check(await shown(id, "view=diff&from=99").then(() => false, (error) => error.name === "NbarcError"), "one that is not there is refused");
const cites = await shown(id, "view=cite");
check(["[N/OL]", "@article{", '"type":"article-newspaper"', "TY  - NEWS"].every((one) => cites.includes(one)), "citations in four styles");
check(cites.split(`nbarc:${id};root=${root}`).length >= 6, "each with the reference");
