// SPDX-License-Identifier: Apache-2.0
// The decoder of Zstandard frames: that of the package @bokuweb/zstd-wasm, which is libzstd.
// A module with the same interface can stand in its place, such as ../zstd/decode.js.
import * as zstd from "@bokuweb/zstd-wasm";

let ready = null;

/** The content of a frame; `prefix` is the raw content that it refers to, if there is any. */
export async function decode(frame, size, prefix) {
  ready ??= zstd.init();
  await ready;
  if (!prefix?.length) return zstd.decompress(frame);
  const context = zstd.createDCtx();
  try {
    return zstd.decompressUsingDict(context, frame, prefix);
  } finally {
    zstd.freeDCtx(context);
  }
}
