// SPDX-License-Identifier: Apache-2.0
// The ways in which reading can fail.

/**
 * An error of an archive. `status` is
 * - "invalid" if the archive is damaged or breaks a rule of the specification,
 * - "unsupported" if it needs a newer reader,
 * - "absent" if it does not have, or may not give out, what was asked for,
 * - "unavailable" if a server cannot be reached, or does not answer as it should,
 * - "changed" if the file was replaced while it was read,
 * - "usage" if what was asked for has no meaning.
 * `offset` is a place in the file in bytes, or undefined.
 */
export class NbarcError extends Error {
  constructor(status, message, offset) {
    super(offset === undefined ? message : `offset ${offset}: ${message}`);
    this.name = "NbarcError";
    this.status = status;
    this.offset = offset;
  }
}

/** Throw an error of status "invalid". */
export function invalid(offset, message) {
  throw new NbarcError("invalid", message, offset);
}

/** Throw an error of status "unsupported". */
export function unsupported(offset, message) {
  throw new NbarcError("unsupported", message, offset);
}

/** Throw an error of status "absent". */
export function absent(message) {
  throw new NbarcError("absent", message);
}

/** Throw an error of status "changed". */
export function changed(message) {
  throw new NbarcError("changed", message);
}

/** Throw an error of status "usage". */
export function usage(message) {
  throw new NbarcError("usage", message);
}
