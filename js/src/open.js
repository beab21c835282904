// SPDX-License-Identifier: Apache-2.0
// Opening an archive by whatever it is given as, with the index beside it.
import { usage } from "./base/errors.js";
import { BlobSource, BytesSource } from "./source/memory.js";
import { UrlSource, openIfThere } from "./source/url.js";
import { openArchive } from "./archive.js";

const INDEX = ".idx"; // after the name of the archive
const INDEX_TAIL = 131072; // bytes of the end of an index that usually have its tables

/** The URL of the index of the archive at `url`. */
function indexUrl(url) {
  const index = new URL(url, globalThis.location?.href);
  index.pathname += INDEX;
  return index.href;
}

function sourceOf(where) {
  if (typeof Blob !== "undefined" && where instanceof Blob) return new BlobSource(where);
  if (where instanceof ArrayBuffer || ArrayBuffer.isView(where)) return new BytesSource(where);
  if (where && typeof where.read === "function") return where;
  return usage("an archive is given by a URL, a Blob, an ArrayBuffer or a source");
}

/**
 * Open an archive: a URL, a Blob or File, an ArrayBuffer or a view of one, or a source. Its
 * index is looked for when something is searched: options.index, in one of the same forms,
 * or else for a URL the file beside it; null for none. If there is none that can be used, the
 * one in the archive itself is. The other options are those of UrlSource.open().
 */
export async function open(where, { index, ...options } = {}) {
  const isUrl = typeof where === "string" || where instanceof URL;
  const archive = await openArchive(isUrl ? await UrlSource.open(where, options) : sourceOf(where));
  const beside = index === undefined && isUrl ? indexUrl(where) : index;
  const sources = [archive.source.source];
  archive.openIndex = async () => {
    if (!beside) return null;
    const source = typeof beside === "string" || beside instanceof URL
      ? await openIfThere(beside, { ...options, tail: INDEX_TAIL }) : sourceOf(beside);
    if (source) sources.push(source);
    return source;
  };
  archive.traffic = () => ({
    requests: sources.reduce((sum, source) => sum + (source.requests ?? 0), 0),
    bytes: sources.reduce((sum, source) => sum + (source.received ?? 0), 0),
  });
  return archive;
}
