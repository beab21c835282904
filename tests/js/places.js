// SPDX-License-Identifier: Apache-2.0
// Where items stand on the image of their page, as `nbarc get --zones` says it, and what the
// reading room shows of it. Prints TAP.
//
// usage: places.js READER-FOLDER ARCHIVE ZONES
//
// ARCHIVE has pages with zones, whose images are below https://images.example/a/; ZONES is what
// `nbarc get --zones` prints of them.
import { readFileSync } from "node:fs";
import { check, provideDocument } from "./elements.js";

const [folder, path, zones] = process.argv.slice(2);
provideDocument();
const { placesOf } = await import(`${folder}/src/read/places.js`);
const { pageImage } = await import(`${folder}/src/room/image.js`);
const { itemPage } = await import(`${folder}/src/room/items.js`);
const { openFile } = await import(`${folder}/src/node.js`);
const archive = await openFile(path);
const items = readFileSync(zones, "utf8").split("\n").filter(Boolean).map(JSON.parse);
const documents = [];
for (const { id } of items) documents.push(new TextDecoder().decode(await archive.get(id)));

check(items.length > 5, "there are items");
check(items.every(({ images, blocks }, i) => {
  const { image, size, boxes } = placesOf(documents[i]);
  return image === images[0].url && `${size}` === `${[0, 0, images[0].width, images[0].height]}` &&
    JSON.stringify(boxes) === JSON.stringify(blocks.filter((block) => block.image === 0).map((block) => block.box));
}), "the same image, size and boxes");

// Documents that somebody changed have an image, and no boxes.
const [xml] = documents;
const { image } = placesOf(xml);
for (const [what, from, to] of [["a line less", /<lb[^>]*>(?=[^<])/, ""], ["a line more", /<\/p>(?!.*<\/p>)/s, "<lb/>x</p>"],
  ["a pointer to nothing", / facs="#([^ "]*)\.z1/, ' facs="#$1.z99'], ["one zone twice", / facs="(#[^ "]*\.z1)/, ' facs="$1 $1'],
  ["no number", /<zone([^>]*) ulx="/, '<zone$1 ulx="-'], ["edges the wrong way round", /<zone([^>]*) ulx="\d+"/, '<zone$1 ulx="99999"'],
  ["an unknown element", /<\/p>(?!.*<\/p>)/s, "<x>y</x></p>"]]) {
  const changed = xml.replace(from, to);
  const places = placesOf(changed);
  check(changed !== xml && places.image === image && !places.boxes.length, `${what}: no boxes`);
}
check(placesOf(xml.replace(/<graphic[^>]*>/, "")).image === "", "a pointer to a surface is no image");
check(placesOf(xml.replace(/<facsimile>.*<\/facsimile>/s, "").replace(/<pb [^>]*>/, '<pb facs="a&amp;b.jpg"/>')).image === "a&b.jpg",
  "without zones, the image is that of the page break");

// The room shows images below the address that it was told, and of no other place.
const shown = (base, text = xml) => [pageImage(base, text, "a01")].flat(Infinity).filter(Boolean).map(String).join("");
const named = (name) => xml.replace(/<graphic[^>]*>/, `<graphic url="${name}"/>`);
const base = "https://images.example/a/";
check(shown(base).includes(`src="${image}"`) && shown(base).split("<rect ").length === 1 + items[0].blocks.length, "an address, with boxes");
check(shown(base, named("b/c.jpg")).includes(`src="${base}b/c.jpg"`), "a name follows the address");
check(shown(base, named("javascript:alert(1)")).includes(`src="${base}javascript:`), "whatever it is");
for (const address of ["https://images.example.org/a/c.jpg", "https://images.example/b.jpg", "//other://x"])
  check(shown(base, named(address)) === "", `${address}: nothing`);
check(shown(base, named("x/info.json")).includes(`src="${base}x/full/max/0/default.jpg"`), "of a service, the whole image");
check(shown(undefined) === "" && shown(base, named("")) === "", "without an address, or an image, nothing");
check(!shown(base, xml.replace(/<lb[^>]*>(?=[^<])/, "")).includes("<svg"), "without boxes, the image alone");

const room = { archive, holdings: { titles: [], root: "", images: base } };
const page = async (query) => {
  const { body } = await itemPage(room, items[0].id, new URLSearchParams(query));
  return body.flat(Infinity).filter(Boolean).map(String).join("");
};
check((await page("")).includes('class="page-image"') && (await page("view=source")).includes('class="page-image"'),
  "the text and the source have it");
check(!(await page("view=cite")).includes("page-image") && !(await page("view=tei")).includes("page-image"), "citations and TEI have not");
delete room.holdings.images;
check(!(await page("")).includes("page-image"), "nor has the text where images are not known");
