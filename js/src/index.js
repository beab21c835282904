// SPDX-License-Identifier: Apache-2.0
// What the package offers.
export { Archive, itemId, openArchive } from "./archive.js";
export { NbarcError } from "./errors.js";
export { BlobSource } from "./source.js";
export { verify } from "./verify.js";
