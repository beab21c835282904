// SPDX-License-Identifier: Apache-2.0
// What the package offers in Node besides.
import { open } from "./open.js";
import { FileSource } from "./source/file.js";

export { FileSource };

/** Open an archive of the file system, with the index beside it or in it; close() it. */
export async function openFile(path) {
  const source = await FileSource.open(path);
  let archive;
  try {
    archive = await open(source, { index: null });
  } catch (error) {
    await source.close();
    throw error;
  }
  let index = null;
  archive.openIndex = async () => {
    try {
      index ??= await FileSource.open(`${path}.idx`);
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    return index;
  };
  archive.close = async () => {
    await source.close();
    await index?.close();
  };
  return archive;
}
