/**
 * @file Files out of an archive that is in memory. An archive of many small images spends nearly all its
 * time in the set-up of streams, one chain per file, when it is read through them.
 */
import type { FileEntry } from "@zip.js/zip.js";
import { crc32 } from "./crc32.ts";

/** APPNOTE 4.3.7: the header in front of a file's data, and where it says how long its two variable parts are. */
const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30, nameLength: 26, extraLength: 28 };
const STORED = 0;
const DEFLATED = 8;

/**
 * Bytes of a file, checked against its size and CRC-32; of a stored one a view of the archive.
 * @param archive the whole of it
 * @returns null for all but intact plain files, for zip.js to read or to say what is wrong
 */
export async function plainFile(
  archive: Uint8Array<ArrayBuffer>,
  entry: FileEntry,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const packed = entry.encrypted ? null : packedBytes(archive, entry);
  const bytes = packed && (await unpacked(packed, entry).catch(() => null));
  return bytes?.length === entry.uncompressedSize && crc32(bytes) === entry.crc32 ? bytes : null;
}

function packedBytes(archive: Uint8Array<ArrayBuffer>, entry: FileEntry): Uint8Array<ArrayBuffer> | null {
  const { signature, bytes, nameLength, extraLength } = LOCAL_HEADER;
  if (entry.offset + bytes > archive.length) return null;
  const header = new DataView(archive.buffer, archive.byteOffset + entry.offset, bytes);
  if (header.getUint32(0, true) !== signature) return null;
  const from = entry.offset + bytes + header.getUint16(nameLength, true) + header.getUint16(extraLength, true);
  return archive.subarray(from, from + entry.compressedSize);
}

async function unpacked(packed: Uint8Array<ArrayBuffer>, entry: FileEntry): Promise<Uint8Array<ArrayBuffer> | null> {
  if (entry.compressionMethod === STORED) return packed;
  return entry.compressionMethod === DEFLATED ? inflate(packed, entry.uncompressedSize) : null;
}

/** @throws when the data is damaged or not of that size */
async function inflate(packed: Uint8Array<ArrayBuffer>, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter();
  // Damaged data also fails the reading below, which is where it is told.
  writer
    .write(packed)
    .then(() => writer.close())
    .catch(() => {});
  const bytes = new Uint8Array(size);
  const reader = readable.getReader();
  let at = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes.set(next.value, at);
    at += next.value.length;
  }
  if (at !== size) throw new Error(`${at} bytes instead of ${size}`);
  return bytes;
}
