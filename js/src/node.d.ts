// SPDX-License-Identifier: Apache-2.0
import type { Archive, Source } from "./index.js";

export class FileSource implements Source {
  static open(path: string): Promise<FileSource>;
  readonly size: number;
  readonly local: true;
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Open an archive of the file system, with the index beside it, or else the one in it. */
export function openFile(path: string): Promise<Archive & { close(): Promise<void> }>;
