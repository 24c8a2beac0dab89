import { expect, it } from "vitest";
import { blobOfParts, rememberBlob } from "./blob-parts.ts";

const bytesOf = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
const counting = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => i + first);

it("puts small and large pieces in their order", async () => {
  const parts = [counting(3), counting(70_000, 5), counting(2, 9), counting(80_000)];
  expect(Buffer.compare(await bytesOf(blobOfParts(parts)), Buffer.concat(parts))).toBe(0);
});

it("takes what was read from a file out of that file", async () => {
  const file = new Blob([counting(200_000)]);
  const read = new Uint8Array(200_000);
  rememberBlob(read.buffer, file);
  const made = await bytesOf(blobOfParts([Uint8Array.of(7), read.subarray(100_001, 180_000)]));
  expect([made.length, made[0], made[1], made[2]]).toEqual([80_000, 7, 100_001 % 256, 100_002 % 256]);
});

it("gives a piece that two files share to both", async () => {
  const shared = counting(100_000);
  const one = blobOfParts([Uint8Array.of(1), shared]);
  const two = blobOfParts([Uint8Array.of(2), shared]);
  expect([(await bytesOf(one)).subarray(0, 3), (await bytesOf(two)).subarray(0, 3)]).toEqual([
    Uint8Array.of(1, 0, 1),
    Uint8Array.of(2, 0, 1),
  ]);
});
