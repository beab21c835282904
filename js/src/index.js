// SPDX-License-Identifier: Apache-2.0
// What the package offers.
export { Archive, openArchive } from "./archive.js";
export { NbarcError } from "./base/errors.js";
export { CITE_STYLES, cite } from "./read/cite.js";
export { differences } from "./read/diff.js";
export { parseNewspaper } from "./read/names.js";
export { open } from "./open.js";
export { checkProof } from "./read/proof.js";
export { verify } from "./read/verify.js";
export { BlobSource, BytesSource } from "./source/memory.js";
export { UrlSource } from "./source/url.js";
