import sharp from "sharp";
import { expect, test } from "vitest";
import golden from "./decode.golden.json" with { type: "json" };
import { hideExif } from "./exif.ts";

const file = (name: string) => {
  const found = golden.files.find((f) => f.name === name);
  return new Uint8Array(Buffer.from(found?.base64 ?? "", "base64"));
};

test("the orientation of a JPEG is no longer found, its pixels stay", async () => {
  const bytes = file("turned by EXIF");
  const before = await sharp(bytes).raw().toBuffer();
  expect((await sharp(bytes).metadata()).orientation).toBe(6);
  hideExif(bytes);
  expect((await sharp(bytes).metadata()).orientation).toBeUndefined();
  expect(await sharp(bytes).raw().toBuffer()).toEqual(before);
});

test("one byte changes", () => {
  const bytes = file("turned by EXIF");
  const before = bytes.slice();
  hideExif(bytes);
  expect(bytes.filter((byte, i) => byte !== before[i])).toEqual(Uint8Array.of(0x78));
});

test.each(["baseline 4:2:0", "progressive 4:2:0", "PNG", "WebP lossy", "GIF"])("%s is left alone", (name) => {
  const bytes = file(name);
  hideExif(bytes);
  expect(bytes).toEqual(file(name));
});

test.each([[Uint8Array.of()], [Uint8Array.of(0xff, 0xd8)], [Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, 0, 1, 2, 3, 4)]])(
  "bytes that end too early are left alone",
  (bytes) => {
    const before = bytes.slice();
    hideExif(bytes);
    expect(bytes).toEqual(before);
  },
);
