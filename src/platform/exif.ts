/**
 * @file Hides a JPEG's EXIF block from a decoder. Chromium turns pixels by the EXIF orientation even when
 * asked not to; the network was trained on, and every other tool here reads, the pixels as stored.
 */

const START_OF_IMAGE = 0xffd8;
const START_OF_SCAN = 0xffda;
const APP1 = 0xffe1;
const EXIF = [0x45, 0x78, 0x69, 0x66];

/** Changes the signature of every EXIF segment in `bytes`, so that decoders skip it. Other files stay as they are. */
export function hideExif(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== START_OF_IMAGE) return;
  let at = 2;
  // Each segment is a marker, then its length (which counts itself), then its content.
  while (at + 8 <= bytes.length) {
    const marker = view.getUint16(at);
    if (marker === START_OF_SCAN || marker >> 8 !== 0xff) return;
    if (marker === APP1 && EXIF.every((byte, i) => bytes[at + 4 + i] === byte)) bytes[at + 4] = 0x78;
    at += 2 + view.getUint16(at + 2);
  }
}
