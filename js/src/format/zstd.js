// SPDX-License-Identifier: Apache-2.0
// Zstandard frames (sections 5, 6 and 7 of the specification): what they may be like. The
// decoder is a module of its own, which is loaded with the first frame.
import { Fields } from "../base/bytes.js";
import { invalid } from "../base/errors.js";

const MAGIC = 0xfd2fb528;
let decoder = null;

/**
 * The content size and the window that the header of a frame states (RFC 8878,
 * section 3.1.1.1). Frames of an archive state a content size, end with a checksum
 * and name no dictionary.
 */
function header(frame, offset) {
  const fields = new Fields(frame, offset);
  if (frame.length < 6 || fields.u32(0) !== MAGIC) invalid(offset, "no Zstandard frame is here");
  const descriptor = fields.u8(4);
  const single = descriptor & 0x20;
  const sizeFlag = descriptor >> 6;
  if (!(descriptor & 4) || descriptor & 3 || descriptor & 8 || (!single && !sizeFlag))
    invalid(offset, "the frame lacks a content size or a checksum");
  let at = 5;
  let window = 0;
  if (!single) {
    const byte = fields.u8(at++);
    window = 2 ** (10 + (byte >> 3)) * (1 + (byte & 7) / 8);
  }
  if (frame.length < at + [1, 2, 4, 8][sizeFlag]) invalid(offset, "the frame is cut off");
  const size = [() => fields.u8(at), () => fields.u16(at) + 256, () => fields.u32(at), () => fields.u64(at)][sizeFlag]();
  return { size, window: single ? size : window };
}

/**
 * The content of the one frame in `frame`, which must have `size` bytes and a window
 * of at most `most` bytes. `prefix` is the raw-content dictionary, if there is one.
 */
export async function decompress(frame, size, most, offset, prefix) {
  const stated = header(frame, offset);
  if (stated.size !== size || stated.window > Math.max(most, 1024)) invalid(offset, "the frame has another size");
  decoder ??= import("./decoder.js");
  const { decode } = await decoder;
  let content = null;
  try {
    content = await decode(frame, size, prefix);
  } catch {
    invalid(offset, "the frame cannot be decoded");
  }
  if (content.length !== size) invalid(offset, "the frame has another size");
  return content;
}
