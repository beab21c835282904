// SPDX-License-Identifier: Apache-2.0
// Where an item stands on the image of its page, as its document says it (nbtei(1)).
import { ForeignMarkup, attribute, findTag, plainText } from "./tags.js";
import { opensBlock, readBlock } from "./text.js";

const NUMBER = /^(?=.{1,16}$)[0-9]*\.?[0-9]*$/;

/** The edges of a surface or a zone, [left, top, right, bottom], or null. */
function edgesOf(tag) {
  const values = ["ulx", "uly", "lrx", "lry"].map((name) => attribute(tag, name) ?? "");
  if (!values.every((value) => NUMBER.test(value))) return null;
  const [x0, y0, x1, y1] = values.map((value) => Number(value === "." ? 0 : value));
  return x0 <= x1 && y0 <= y1 ? [x0, y0, x1, y1] : null;
}

/** Add a zone. A line belongs to the block before it. */
function addZone(tag, found) {
  const edges = edgesOf(tag);
  const isLine = attribute(tag, "type") === "line";
  if (!edges || !found.surfaces.length || (isLine && !found.block)) throw new ForeignMarkup("not a facsimile that nbtei wrote");
  if (isLine) found.block.lines++;
  else {
    found.block = { edges, surface: found.surfaces.length, lines: 0 };
    found.blocks.set(plainText(attribute(tag, "xml:id") ?? ""), found.block);
  }
}

/** Read what stands before the items, and the tag of the first one. */
function readBefore(xml, found) {
  for (let at = 0, tag; !found.first && (tag = findTag(xml, at)); at = tag.end) {
    if (tag.closes) continue;
    const name = tag.name === "graphic" ? attribute(tag, "url") : tag.name === "pb" ? attribute(tag, "facs") : null;
    // A pointer to a surface of this document is no image.
    if (name && !name.startsWith("#")) found.image ||= plainText(name);
    if (tag.name === "surface") found.surfaces.push(edgesOf(tag));
    else if (tag.name === "zone") addZone(tag, found);
    else if (tag.name === "div") found.first = tag;
  }
}

/** The blocks that an item points to. */
function blocksOf({ blocks, first }) {
  const names = (attribute(first, "facs") ?? "").split(/[ \t\r\n]+/).filter(Boolean);
  return names.map((name) => {
    const block = name.startsWith("#") && blocks.get(plainText(name.slice(1)));
    if (!block) throw new ForeignMarkup("a zone that is not there");
    blocks.delete(plainText(name.slice(1)));
    return block;
  });
}

/** How many lines the text of an item has in print. */
function countLines(xml, first) {
  let count = 0;
  for (let at = first.end, tag; (tag = findTag(xml, at)); ) {
    at = tag.end;
    if (!opensBlock(tag)) continue;
    const { end, lines } = readBlock(xml, tag);
    at = end;
    count += lines;
  }
  return count;
}

/**
 * The image that the document of an item names, or ""; and, if the document says it, the size of
 * the first image and the boxes of the item on it: {image, size, boxes}. If its lines are not
 * those of its zones, somebody has changed them, and there are no boxes.
 */
export function placesOf(xml) {
  const found = { image: "", surfaces: [], blocks: new Map(), block: null, first: null };
  let boxes = [];
  try {
    readBefore(xml, found);
    const blocks = found.first ? blocksOf(found) : [];
    const lines = blocks.reduce((sum, block) => sum + block.lines, 0);
    if (blocks.length && lines === countLines(xml, found.first))
      boxes = blocks.filter((block) => block.surface === 1).map((block) => block.edges);
  } catch (error) {
    if (!(error instanceof ForeignMarkup)) throw error;
  }
  return { image: found.image, size: found.surfaces[0] ?? null, boxes };
}
