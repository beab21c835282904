// SPDX-License-Identifier: Apache-2.0
// Print citations as nbarc cite does, or check how texts differ.
//
// usage: cite.js READER-FOLDER STYLE ARCHIVE DAY ID...
//        cite.js READER-FOLDER differences
const [folder, style, path, day, ...ids] = process.argv.slice(2);
const { cite, differences, openArchive } = await import(`${folder}/src/index.js`);
const { openFile } = await import(`${folder}/src/node.js`);
let count = 0;

function check(good, what) {
  console.log(`${good ? "ok" : "not ok"} ${++count} - ${what}`);
}

const side = (edits, left) => edits.map((pieces) => pieces.filter(([kind]) => kind !== left).map(([, text]) => text).join("")).filter(Boolean);

/** Texts that differ in known ways, and some at random: what is deleted and inserted leads from one to the other. */
function checkDifferences() {
  check(!differences(["春耕", "夜校"], ["春耕", "夜校"]).length, "texts that are the same");
  const one = JSON.stringify(differences(["一", "坐在长条凳上，听讲课。", "三"], ["一", "坐在条凳上，听讲课。", "三"]));
  check(one === '[[["same","坐在"],["del","长"],["same","条凳上，听讲课。"]]]', "a character that is deleted");
  const moved = JSON.stringify(differences(["甲乙丙丁"], ["子丑寅卯", "甲乙丙丁𠮷"]));
  check(moved === '[[["ins","子丑寅卯"]],[["same","甲乙丙丁"],["ins","𠮷"]]]', "a paragraph before one that is longer");
  let state = 18;
  const random = (most) => (state = (state * 1103515245 + 12345) % 2147483648) % most;
  let [whole, apart] = [0, 0];
  for (let n = 0; n < 300; n++) {
    const text = Array.from({ length: random(9) }, () => Array.from({ length: 1 + random(20) }, () => "春耕夜校农机"[random(6)]).join(""));
    const other = text.flatMap((one) => [[one], [], [one.slice(random(5)) || "校"], ["农", one], [`${one}机`]][random(5)]);
    const edits = differences(text, other);
    // Paragraphs that are on both sides alone are left out, in order.
    const kept = (list, changed) => {
      const left = [...changed];
      return list.filter((one) => (left[0] === one ? (left.shift(), false) : true)).length + changed.length === list.length && !left.length;
    };
    whole += kept(text, side(edits, "ins")) && kept(other, side(edits, "del"));
    apart += edits.every((pieces) => pieces.every(([kind], i) => kind !== "same" || pieces[i + 1]?.[0] !== "same") && pieces.some(([kind]) => kind !== "same"));
  }
  check(whole === 300, `${whole} of 300 texts are led to others`);
  check(apart === 300, `${apart} of 300 have only what differs`);
  const long = Array.from({ length: 9000 }, (_, i) => "春耕夜校"[i * i % 7 % 4]).join("");
  check(side(differences([long], [`${long.slice(1)}校`]), "ins").join("") === long, "a paragraph of 9,000 characters");
  checkLarge();
}

/** Texts of which a comparison would take minutes, or more memory than there is for arguments. */
function checkLarge() {
  const mixed = (from, step, size) => Array.from({ length: size }, (_, i) => String.fromCharCode(0x4e00 + (from + i * step) % 2000)).join("");
  const list = (step, size, many) => Array.from({ length: many }, (_, i) => [`段${i}`, mixed(i, step, size)]).flat();
  const texts = [["100 paragraphs of 2,000 characters, each changed", list(1, 1990, 100), list(7, 1990, 100)],
    ["100 that follow each other", list(1, 9000, 100).filter((_, i) => i % 2), list(7, 9000, 100).filter((_, i) => i % 2)],
    ["200,000 paragraphs", Array.from({ length: 2e5 }, (_, i) => `旧${i}`), Array.from({ length: 2e5 }, (_, i) => `新${i}`)]];
  for (const [name, before, after] of texts) {
    const start = process.cpuUsage();
    const edits = differences(before, after);
    const { user } = process.cpuUsage(start);
    const [first, last] = [new Set(before), new Set(after)];
    check(side(edits, "ins").join("") === before.filter((one) => !last.has(one)).join("") &&
      side(edits, "del").join("") === after.filter((one) => !first.has(one)).join(""), `${name} are led to others`);
    check(user < 10e6, `within seconds (${user / 1e3 | 0} ms)`);
  }
}

/** The day on which an item was read, which nbarc cite does not know, and nbarc serve does. */
function checkAccess() {
  const record = { id: "a-20190300-01", revision: 2, title_code: "a", title: "春耕", date: "2019-03-00", page: "003" };
  const said = { gbt7714: ", 2019-03(3)[2026-11-29]. nbarc:a-20190300-01@2;root=0f.", bibtex: "  urldate = {2026-11-29},",
    csl: '"accessed":{"date-parts":[[2026,11,29]]}', ris: "Y2  - 2026-11-29\r\n" };
  for (const [name, text] of Object.entries(said)) check(cite(record, "0f", name, "2026-11-29").includes(text), `the day of access: ${name}`);
}

if (style === "differences") {
  checkDifferences();
  checkAccess();
} else {
  const archive = await openFile(path);
  const { root } = archive.info();
  for (const id of ids) {
    const { entry, item, newest } = await archive.resolve(id);
    await entry.leaf.addTexts((offset, size) => archive.catalogue.readTexts(offset, size));
    process.stdout.write(cite(await archive.describe(entry, item, newest), root, style, day));
    if (style === "csl") process.stdout.write("\n");
  }
}
