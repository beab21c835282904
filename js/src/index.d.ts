// SPDX-License-Identifier: Apache-2.0
// Types of the package. The rules of fields, identifiers and filters are those of nbarc(5)
// and nbarc-list(1).

/** Where bytes come from: anything that has a size, and reads exactly what it is asked for. */
export interface Source {
  readonly size: number;
  /** True if a read costs no request, so that an index in an archive is looked for further back. */
  readonly local?: boolean;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export type Kind = "article" | "photo" | "notice" | "advertisement" | "furniture";
export type State = "present" | "withdrawn" | "purged" | "moved";
export type Part = "head" | "byline" | "text";

/**
 * Why something failed: the archive is damaged or breaks a rule; it needs a newer reader; it
 * does not have, or may not give out, what was asked for; a server does not answer as it
 * should; the file was replaced while it was read; what was asked for has no meaning.
 */
export type ErrorStatus = "invalid" | "unsupported" | "absent" | "unavailable" | "changed" | "usage";

export class NbarcError extends Error {
  readonly status: ErrorStatus;
  /** The place in the file in bytes, where there is one. */
  readonly offset: number | undefined;
}

/** What chooses items; what is not given chooses all. */
export interface Choice {
  /** A year, month or day: 2023, 2023-01 or 2023-01-15. */
  from?: string | null;
  to?: string | null;
  /** The codes of newspapers, such as jdrb; any of them will do. */
  title?: string | string[] | null;
  /** Pages of each issue, such as a01. */
  page?: string | string[] | null;
  kind?: string | string[] | null;
  author?: string | string[] | null;
  head?: string | null;
  limit?: number;
}

/** The fields of an item that the catalogue has. */
export interface CatalogueRecord {
  id: string;
  page_id: string;
  title_code: string;
  date: string;
  edition: string;
  page: string;
  number: number;
  kind: Kind;
  title: string;
  kicker: string;
  byline: string;
  characters: number;
  revision: number;
  state: State;
  reason: string;
  /** Null if the archive was made by a program that did not note them. */
  authors: string[] | null;
  sha256: string;
  source_sha256: string;
}

/** All fields of an item. */
export interface ItemRecord extends CatalogueRecord {
  authors: string[];
  subheads: string[];
  place: string;
  next: string;
  prev: string;
  newspaper: string;
  text: string;
}

export interface Hit {
  id: string;
  date: string;
  title: string;
  part: Part;
  /** Characters of the text of the item before the hit. */
  position: number;
  left: string;
  hit: string;
  right: string;
}

export interface SearchOptions extends Choice {
  /** A hit within one of these does not count. */
  not?: string | string[];
  parts?: Part | Part[] | string | null;
  /** Han characters on each side of a hit; 12 unless told. */
  context?: number;
  /** False: search everything, even if there is an index. */
  index?: boolean;
  /** How many items are read at most where no index helps. */
  scan?: number;
  /** Told why an index is not used. */
  report?: (error: NbarcError) => void;
  signal?: AbortSignal;
}

export interface ArchiveInfo {
  commit: number;
  pages: number;
  items: number;
  revisions: number;
  /** The Merkle root, which names the corpus. */
  root: string;
  /** Seconds since 1970. */
  time: number;
  writer: string;
  document_bytes: number;
  source_bytes: number;
  file_bytes: number;
  shared_bytes: number;
}

export interface PageSource {
  /** The page as it was received. */
  bytes: Uint8Array;
  charset: string;
  journal: Uint8Array;
}

export interface Revision {
  id: string;
  revision: number;
  commit: number;
  state: "present" | "withdrawn" | "purged";
  reason: string;
}

/** An archive, open at one of its commits. All of it can be used at the same time. */
export class Archive {
  private constructor();
  info(): ArchiveInfo;
  /** Requests and bytes so far, of an archive that open() has opened. */
  traffic(): { requests: number; bytes: number };
  /** The archive as it was at a commit: its number, or the first digits of its root. */
  at(commit: string | number): Promise<Archive>;
  list(names: string | string[] | undefined, options: Choice & { text: true }): AsyncGenerator<ItemRecord>;
  list(names?: string | string[], options?: Choice & { text?: boolean; hashes?: boolean }): AsyncGenerator<CatalogueRecord>;
  authors(names?: string | string[]): AsyncGenerator<{ id: string; authors: string[] | null }>;
  /** The record of an item, with all fields. */
  find(id: string): Promise<ItemRecord>;
  revisions(id: string): Promise<Revision[]>;
  /** The document of a page or an item, as TEI. Its SHA-256 was checked. */
  get(id: string): Promise<Uint8Array>;
  text(id: string): Promise<string>;
  getSource(id: string): Promise<PageSource>;
  getDecisions(id: string): Promise<string>;
  search(texts: string | string[], options?: SearchOptions): AsyncGenerator<Hit>;
  /** The proof that a page or an item belongs to the corpus. */
  prove(id: string): Promise<Uint8Array>;
  /** The proof that the corpus has all of what it had at an earlier commit. */
  proveConsistency(commit: string | number): Promise<Uint8Array>;
}

export interface UrlOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Bytes of the end of the file that are read at once. */
  tail?: number;
  /** Bytes of blocks that are kept. */
  memory?: number;
  retries?: number;
  /** Of a request, in milliseconds. */
  timeout?: number;
  fetch?: typeof fetch;
}

export type Place = string | URL | Blob | ArrayBuffer | ArrayBufferView | Source;

/**
 * Open an archive, with its index: for a URL, the file beside it unless told; null for none. An
 * index in the archive itself is used where no other can be.
 */
export function open(where: Place, options?: UrlOptions & { index?: Place | null }): Promise<Archive>;

/** Open the archive of a source, with the index that it has in itself. */
export function openArchive(source: Source): Promise<Archive>;

export class UrlSource implements Source {
  private constructor();
  static open(url: string | URL, options?: UrlOptions): Promise<UrlSource>;
  readonly size: number;
  /** Requests, and bytes received, so far. */
  readonly requests: number;
  readonly received: number;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export class BlobSource implements Source {
  constructor(blob: Blob);
  readonly size: number;
  readonly local: true;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export class BytesSource implements Source {
  constructor(bytes: ArrayBuffer | ArrayBufferView);
  readonly size: number;
  readonly local: true;
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Check a whole archive; returns the number of problems, of which `report` is told. */
export function verify(archive: Archive, report: (error: NbarcError) => void): Promise<number>;

export type Proven =
  | { kind: "proof"; subject: string; root: string; page: string; revision: number; state: number; hasText: boolean }
  | { kind: "consistency"; root: string; oldRoot: string };

/**
 * Check a proof; throws an NbarcError if it does not hold. Compare the root with one that
 * you trust. `document` is that of the page, for a proof without its text.
 */
export function checkProof(proof: Uint8Array, document?: Uint8Array): Promise<Proven>;

export type CiteStyle = "gbt7714" | "bibtex" | "csl" | "ris";

/** What each style is called. */
export const CITE_STYLES: Record<CiteStyle, string>;

/**
 * A citation of an item, as nbarc-cite(1) writes it. `root` is that of the corpus, which
 * info() has; `accessed` is the day on which the item was read, "2026-11-29" or "".
 */
export function cite(record: ItemRecord, root: string, style: CiteStyle, accessed?: string): string;

/**
 * How two texts differ, which are given as paragraphs: of each paragraph that differs, the
 * pieces that are the same, were deleted or were inserted.
 */
export function differences(before: string[], after: string[]): ["same" | "del" | "ins", string][][];

/** The parts of the identifier of a page or an issue of a newspaper, or null. */
export function parseNewspaper(id: string): { title: string; date: string; edition: string; page: string } | null;
