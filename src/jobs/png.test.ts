import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodePng } from "./png.ts";

describe("a PNG of ours", () => {
  it("is decoded to the same pixels by another decoder", async () => {
    const data = Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => (i * 37) % 256);
    const blob = await encodePng({ width: 5, height: 3, data });
    expect(blob.type).toBe("image/png");
    const { data: decoded, info } = await sharp(Buffer.from(await blob.arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height, info.channels]).toEqual([5, 3, 3]);
    expect([...decoded]).toEqual([...data]);
  });
});
