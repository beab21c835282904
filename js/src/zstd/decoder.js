// SPDX-License-Identifier: Apache-2.0
// What stands in the place of ../format/decoder.js where no package is installed.
export { decode } from "../zstd/decode.js";
