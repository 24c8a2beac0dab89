/**
 * @file Files made of pieces, most of which are somewhere already: a weight that a pass left alone is a slice of the
 * file it was read from, and one that two files share is stored once. Blobs of blobs hold references, not copies.
 */

const readFrom = new WeakMap<ArrayBufferLike, Blob>();
const made = new WeakMap<Uint8Array, Blob>();

/** Pieces below this are copied: a reference costs more, bytes. */
const LARGE = 1 << 16;

/** @param buffer the bytes of `blob`, from the first to the last, which nobody writes to */
export function rememberBlob(buffer: ArrayBuffer, blob: Blob): void {
  readFrom.set(buffer, blob);
}

/** The pieces one after the other. Nobody may write to the large ones afterwards. */
export function blobOfParts(parts: readonly Uint8Array[]): Blob {
  return new Blob(parts.map((part) => (part.length < LARGE ? (part as Uint8Array<ArrayBuffer>) : reference(part))));
}

function reference(part: Uint8Array): Blob {
  const source = readFrom.get(part.buffer);
  if (source !== undefined) return source.slice(part.byteOffset, part.byteOffset + part.byteLength);
  const blob = made.get(part) ?? new Blob([part as Uint8Array<ArrayBuffer>]);
  made.set(part, blob);
  return blob;
}
