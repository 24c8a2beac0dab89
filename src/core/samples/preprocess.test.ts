import { createHash } from "node:crypto";
import { refused } from "../../testing/refused.ts";
import { describe, expect, test } from "vitest";
import type { Pixels } from "./dataset.ts";
import golden from "./preprocess.golden.json" with { type: "json" };
import type { Preprocess } from "./preprocess-spec.ts";
import { checkChannels, cropToFloat, geometry, inputShape, toCrop, toGrey, toInput } from "./preprocess.ts";
import { resample } from "./resample.ts";

/** The formula of preprocess.golden.py. */
function picture(width: number, height: number): Pixels {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 13);
  return { width, height, data };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const SPEC: Preprocess = {
  resize: { mode: "none" },
  width: 2,
  height: 1,
  channels: "RGB",
  layout: "NCHW",
  scale: 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

function size(list: readonly number[]): { width: number; height: number } {
  const [width, height] = list;
  return { width: width as number, height: height as number };
}

describe("resampling equals Pillow to the bit", () => {
  test.each(golden.resize)("$from to $to", ({ from, to, sha256: want, first }) => {
    const { width, height } = size(from);
    const target = size(to);
    const out = resample({ ...picture(width, height), channels: 3 }, target.width, target.height, {
      left: 0,
      top: 0,
      ...target,
    });
    expect([...out.subarray(0, 12)]).toEqual(first);
    expect(sha256(out)).toBe(want);
  });

  test("a window equals the same part of the whole image", () => {
    const source = { ...picture(101, 67), channels: 3 };
    const whole = resample(source, 29, 31, { left: 0, top: 0, width: 29, height: 31 });
    const part = resample(source, 29, 31, { left: 5, top: 9, width: 8, height: 4 });
    const rows = [0, 1, 2, 3].map((y) => whole.subarray(((9 + y) * 29 + 5) * 3, ((9 + y) * 29 + 13) * 3));
    expect([...part]).toEqual(rows.flatMap((row) => [...row]));
  });
});

describe("crop equals torchvision's Resize and CenterCrop", () => {
  test.each(golden.crop)("$from, shorter $shorter, crop $size", ({ from, shorter, size: side, sha256: want }) => {
    const { width, height } = size(from);
    const spec = { ...SPEC, width: side, height: side, resize: { mode: "crop", shorter } } as const;
    expect(sha256(toCrop(picture(width, height), spec))).toBe(want);
  });

  test("an offset that ends in one half is rounded to the even pixel", () => {
    const at = (shorter: number, window: number) =>
      geometry({ ...SPEC, width: window, height: window, resize: { mode: "crop", shorter } }, 10, 10).left;
    expect(at(9, 8)).toBe(0);
    expect(at(11, 8)).toBe(2);
    expect(at(13, 8)).toBe(2);
    expect(at(6, 9)).toBe(-1);
  });
});

describe("grey", () => {
  test("equals Pillow's convert to L", () => {
    expect(sha256(toGrey(picture(37, 23).data))).toBe(golden.grey.sha256);
  });

  test("is scaled as Pillow scales it", () => {
    const grey = { width: 37, height: 23, channels: 1, data: toGrey(picture(37, 23).data) };
    expect(sha256(resample(grey, 19, 31, { left: 0, top: 0, width: 19, height: 31 }))).toBe(golden.greyResize.sha256);
  });

  test("leaves a grey pixel as it is", () => {
    expect([...toGrey(Uint8Array.of(0, 0, 0, 7, 7, 7, 255, 255, 255))]).toEqual([0, 7, 255]);
  });
});

describe("letterbox", () => {
  const boxed = (place: "centre" | "top-left"): Preprocess => ({
    ...SPEC,
    width: 4,
    height: 4,
    channels: "grey",
    resize: { mode: "letterbox", fill: 114, place },
  });
  const white = { width: 4, height: 2, data: new Uint8Array(24).fill(255) };

  test("fills below a wide image placed at the top left", () => {
    expect([...toCrop(white, boxed("top-left"))]).toEqual([...Array(8).fill(255), ...Array(8).fill(114)]);
  });

  test("fills both sides of a tall image in the centre", () => {
    const tall = { width: 2, height: 4, data: new Uint8Array(24).fill(255) };
    expect([...toCrop(tall, boxed("centre"))].slice(0, 4)).toEqual([114, 255, 255, 114]);
  });

  test("rounds the shorter side down", () => {
    expect(geometry({ ...boxed("centre"), width: 416, height: 416 }, 500, 333)).toEqual({
      width: 416,
      height: 277,
      left: 0,
      top: -69,
      fill: 114,
    });
  });
});

describe("normalising", () => {
  const pixels = { width: 2, height: 1, data: Uint8Array.of(0, 128, 255, 10, 20, 30) };

  test("divides, subtracts and divides in float32 as torchvision does", () => {
    // torch: ((torch.tensor(x, dtype=uint8).to(float32).div(255) - mean) / std)
    expect([...toInput(pixels, SPEC)]).toEqual([
      -2.1179039478302, -1.9466564655303955, 0.20518219470977783, -1.6855741739273071, 2.640000104904175,
      -1.2815686464309692,
    ]);
  });

  test("NHWC interleaves the channels and BGR turns them round", () => {
    const raw = { ...SPEC, scale: 1, mean: [0, 0, 0], std: [1, 1, 1] };
    expect([...toInput(pixels, { ...raw, layout: "NHWC" })]).toEqual([0, 128, 255, 10, 20, 30]);
    expect([...toInput(pixels, { ...raw, layout: "NHWC", channels: "BGR" })]).toEqual([255, 128, 0, 30, 20, 10]);
    expect([...toInput(pixels, { ...raw, channels: "BGR" })]).toEqual([255, 30, 128, 20, 0, 10]);
    expect(inputShape({ ...raw, layout: "NHWC" })).toEqual([1, 1, 2, 3]);
  });

  test("fills the part of a batch it is given", () => {
    const batch = new Float32Array(12).fill(9);
    const raw = { ...SPEC, scale: 1, mean: [0], std: [1] };
    cropToFloat(Uint8Array.of(1, 2, 3, 4, 5, 6), raw, batch.subarray(6));
    expect([...batch]).toEqual([9, 9, 9, 9, 9, 9, 1, 4, 2, 5, 3, 6]);
  });
});

describe("what does not fit is refused", () => {
  test("another size under resize none names the file and both sizes", () => {
    const error = refused(() => toInput(picture(3, 1), SPEC, undefined, "a.png"));
    expect(error.code).toBe("data/size");
    expect(error.text.what).toBe("a.png is 3 × 1, the model takes 2 × 1.");
  });

  test("another number of channels", () => {
    expect(refused(() => checkChannels(SPEC, 1)).code).toBe("data/channels");
    expect(() => checkChannels(SPEC, 3)).not.toThrow();
    expect(() => checkChannels(SPEC, null)).not.toThrow();
  });
});
