import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { readdir } from "node:fs/promises";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import { decodeBmp } from "./bmp.ts";
import { decodeInNode } from "./decode-node.ts";
import { dropAlpha } from "./decode.ts";
import golden from "./decode.golden.json" with { type: "json" };

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function fileOf(name: string): Buffer {
  return Buffer.from(golden.files.find((file) => file.name === name)?.base64 ?? "", "base64");
}

describe("decoding in Node equals Pillow to the bit", () => {
  test.each(golden.files)("$name", async ({ name, base64, size, sha256: want }) => {
    const pixels = await decodeInNode(new Blob([Buffer.from(base64, "base64")]), name);
    expect([pixels.width, pixels.height]).toEqual(size);
    expect(sha256(pixels.data)).toBe(want);
  });
});

describe("what does not decode is refused by name", () => {
  const photo = fileOf("baseline 4:2:0");
  const bitmap = fileOf("BMP 24 bit");
  test.each([
    ["text", Buffer.from("not an image")],
    ["an empty file", Buffer.alloc(0)],
    ["a JPEG that was cut short", photo.subarray(0, photo.length - 60)],
    ["a bitmap that was cut short", bitmap.subarray(0, bitmap.length - 1)],
    ["a bitmap of a kind we do not read", Buffer.from(bitmap).fill(16, 28, 29)],
    ["a bitmap without header", bitmap.subarray(0, 20)],
  ])("%s", async (_, bytes) => {
    const error = await decodeInNode(new Blob([Uint8Array.from(bytes)]), "cat.jpg").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).code).toBe("data/decode");
    expect((error as StudioError).text.what).toBe("cat.jpg could not be decoded.");
  });
});

test("a bitmap stored from the top is not turned over", () => {
  const bytes = new Uint8Array(fileOf("BMP 24 bit"));
  const upright = decodeBmp(bytes);
  const view = new DataView(bytes.buffer);
  view.setInt32(22, -view.getInt32(22, true), true);
  const row = upright.width * 3;
  expect(decodeBmp(bytes).data.subarray(0, row)).toEqual(upright.data.subarray(-row));
});

test("dropping alpha keeps the colours", () => {
  expect([...dropAlpha(Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 0))]).toEqual([1, 2, 3, 4, 5, 6]);
});

const PHOTOS = "../shared/data/imagenet/calibration/n01534433";
describe.skipIf(!existsSync(PHOTOS))("real photographs", () => {
  test("decode to RGB with a shorter side of 256", async () => {
    const [name = ""] = await readdir(PHOTOS);
    const pixels = await decodeInNode(await openAsBlob(`${PHOTOS}/${name}`), name);
    expect(Math.min(pixels.width, pixels.height)).toBe(256);
    expect(pixels.data.length).toBe(pixels.width * pixels.height * 3);
  });
});
