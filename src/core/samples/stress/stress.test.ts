import { describe, expect, test } from "vitest";
import { normals, uniform } from "../../random.ts";
import type { Pixels } from "../dataset.ts";
import { toCrop } from "../preprocess.ts";
import { presetFor } from "../presets.ts";
import golden from "./jpeg.golden.json" with { type: "json" };
import type { PictureCorruption, SoundCorruption } from "./corruption.ts";
import { CORRUPTION_IDS } from "./corruption.ts";
import { CORRUPTIONS, corruptionOf, corruptionsFor } from "./index.ts";
import { compressed } from "./jpeg.ts";
import { byteOf, LIGHT } from "./light.ts";
import { lineOf } from "./motion-blur.ts";
import { seedOf } from "./seed.ts";
import { reduced, stressedPicture, stressedTruth } from "./stressed.ts";

/** The formula of jpeg.golden.py: a slope, a wave and an edge. */
function picture(width: number, height: number, amplitude = 60): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const [c, x, y] = [i % 3, Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const wave = amplitude * Math.sin((x * (c + 1) + 2 * y) / 7);
    const edge = x + 2 * y > 60 ? 70 : 0;
    data[i] = Math.max(0, Math.min(255, Math.floor(60 + 2 * x + y + wave + edge * (1 - 0.4 * c) + 0.5)));
  }
  return { width, height, data };
}

function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2;
  return sum / a.length;
}

const wave = Float32Array.from({ length: 4000 }, (_, i) => 0.3 * Math.sin(i / 9));
/** Moved further it differs more: nothing in it comes again. */
const plain = picture(61, 47, 3);
const pictures = corruptionsFor("image") as readonly PictureCorruption[];
const sounds = corruptionsFor("audio") as readonly SoundCorruption[];

describe("every corruption", () => {
  test("is in the table once, with ascending strengths that have different names", () => {
    expect(CORRUPTIONS.map(({ id }) => id)).toEqual(CORRUPTION_IDS);
    for (const { steps, text, tick } of CORRUPTIONS) {
      expect(steps.length).toBeGreaterThanOrEqual(3);
      expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
      expect(steps[0]).toBeGreaterThan(0);
      expect(new Set(steps.map(text)).size).toBe(steps.length);
      expect(new Set(steps.map(tick)).size).toBe(steps.length);
    }
  });

  test.each(pictures.map((c) => [c.id, c] as const))(
    "%s: 0 changes nothing, more harms more",
    (_, { apply, steps }) => {
      expect(apply(plain, 0, 1)).toBe(plain);
      const harmed = steps.map((strength) => apply(plain, strength, 1));
      for (const { width, height, data } of harmed) {
        expect([width, height, data.length]).toEqual([plain.width, plain.height, plain.data.length]);
      }
      const errors = harmed.map(({ data }) => squaredError(data, plain.data));
      expect(errors[0]).toBeGreaterThan(0);
      expect(errors).toEqual(errors.toSorted((a, b) => a - b));
      expect(apply(plain, steps[1] as number, 1)).toEqual(harmed[1]);
    },
  );

  test.each(sounds.map((c) => [c.id, c] as const))("%s: 0 changes nothing, more harms more", (_, { apply, steps }) => {
    expect(apply(wave, 0, 1)).toBe(wave);
    const errors = steps.map((strength) => squaredError(apply(wave, strength, 1), wave));
    expect(errors[0]).toBeGreaterThan(0);
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    expect(apply(wave, steps[1] as number, 1)).toEqual(apply(wave, steps[1] as number, 1));
  });
});

describe("light", () => {
  test("bytes survive the way to light and back", () => {
    expect([...LIGHT].map(byteOf)).toEqual(Array.from({ length: 256 }, (_, byte) => byte));
  });

  test("one stop is half the light: white becomes 188, 188 becomes 137", () => {
    const { data } = corruptionOf("darker").apply(
      { width: 1, height: 1, data: Uint8Array.of(255, 188, 0) } as never,
      1,
      0,
    ) as Pixels;
    expect([...data]).toEqual([188, 137, 0]);
  });

  test("blur keeps the light of the middle of a picture and spreads it along a line of its length", () => {
    const line = lineOf(12, 0.3);
    expect(line.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    // The variance of an even line is length^2 / 12; sharing a point between pixels adds a little.
    const along = line.map(({ dx, dy, weight }) => weight * (dx * Math.cos(0.3) + dy * Math.sin(0.3)) ** 2);
    expect(Math.sqrt(12 * along.reduce((a, b) => a + b, 0))).toBeCloseTo(12, 0);
    const { width, height } = { width: 41, height: 41 };
    const dot = { width, height, data: new Uint8Array(3 * width * height) };
    dot.data.fill(255, 3 * (20 * width + 20), 3 * (20 * width + 20) + 3);
    const { data } = (corruptionOf("motion-blur") as PictureCorruption).apply(dot, 10, 5);
    const light = data.reduce((sum, byte) => sum + (LIGHT[byte] as number), 0) / 3;
    expect(light).toBeCloseTo(1, 1);
  });

  test("noise at mid-grey deviates by what its strength says, and by nothing else", () => {
    const grey = { width: 64, height: 64, data: new Uint8Array(3 * 64 * 64).fill(128) };
    const { data } = (corruptionOf("noise") as PictureCorruption).apply(grey, 4, 9);
    const mean = data.reduce((a, b) => a + b, 0) / data.length;
    // The encoding is curved, so that the mean of bytes is a little below that of light.
    expect(Math.abs(mean - 128)).toBeLessThan(1);
    expect(Math.sqrt(squaredError(data, grey.data)) / 255).toBeCloseTo(0.04, 2.5);
  });

  test("normal numbers are normal, and samples have their own", () => {
    const next = normals(uniform(seedOf("noise", "a.png")));
    const drawn = Array.from({ length: 20_000 }, next);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(drawn.reduce((sum, x) => sum + x * x, 0) / drawn.length).toBeCloseTo(1, 1);
    expect(drawn.filter((x) => Math.abs(x) < 1.959964).length / drawn.length).toBeCloseTo(0.95, 2);
    expect(seedOf("noise", "a.png")).not.toBe(seedOf("noise", "b.png"));
    expect(seedOf("noise", "a.png")).not.toBe(seedOf("shift", "a.png"));
  });
});

describe("JPEG", () => {
  test.each(golden.decoded)(
    "quality $quality is what Pillow's file decodes to, within a few coefficients",
    ({ quality, rgb }) => {
      const original = picture(golden.width, golden.height);
      const expected = Uint8Array.from(atob(rgb), (c) => c.codePointAt(0) as number);
      const lost = squaredError(expected, original.data);
      // 2 % of what the compression itself loses.
      expect(squaredError(compressed(original, quality), expected)).toBeLessThan(0.02 * lost);
    },
  );

  test("a flat picture stays flat", () => {
    const flat = { width: 9, height: 10, data: new Uint8Array(270).fill(77) };
    // 77 - 128 is -51, times 8 over the step of 16 is -25.5, which goes away from 0.
    expect(new Set(compressed(flat, 50))).toEqual(new Set([76]));
  });
});

describe("a sample of a network", () => {
  const imagenet = presetFor("imagenet", { channels: 3, height: 32, width: 32, layout: "NCHW" });
  const yolox = presetFor("yolox", { channels: 3, height: 64, width: 64, layout: "NCHW" });
  const specs = [
    { ...imagenet, width: 28, height: 28, resize: { mode: "crop", shorter: 32 } },
    { ...imagenet, resize: { mode: "stretch" } },
    { ...yolox },
  ] as (typeof yolox & object)[];

  test.each(specs)("made smaller first, its crop is the same to the bit ($resize.mode)", (spec) => {
    for (const [width, height] of [
      [61, 47],
      [47, 61],
      [97, 96],
      [20, 90],
    ] as const) {
      const big = picture(width, height);
      const small = reduced(big, spec);
      expect(small.width * small.height).toBeLessThanOrEqual(width * height);
      expect(toCrop(small, spec)).toEqual(toCrop(big, spec));
    }
  });

  test("a picture that is smaller than the network's input is left as it is", () => {
    const small = picture(12, 10);
    expect(reduced(small, specs[2] as never)).toBe(small);
  });

  test("boxes move with the picture, and what leaves it is not asked for", () => {
    const spec = specs[2] as NonNullable<typeof yolox>;
    const [id, size] = ["a.png", { width: 128, height: 96 }];
    const stress = { corruption: "shift", strength: 20 } as const;
    // A white square of 16 px on black, found again in the shifted picture.
    const square = { x: 48, y: 40, width: 16, height: 16 };
    const data = new Uint8Array(128 * 96 * 3);
    for (let y = 40; y < 56; y++) data.fill(255, 3 * (y * 128 + 48), 3 * (y * 128 + 64));
    const moved = stressedPicture(reduced({ ...size, data }, spec), stress, id);
    const white = Array.from({ length: moved.width * moved.height }, (_, i) => i).filter(
      (i) => (moved.data[3 * i] as number) > 127,
    );
    const truth = { ...size, boxes: [{ ...square, label: 0, area: 256, crowd: false }] };
    const { boxes } = stressedTruth(truth, stress, id, spec);
    expect(boxes).toHaveLength(1);
    expect(boxes[0]?.x).toBe(2 * Math.min(...white.map((i) => i % moved.width)));
    expect(boxes[0]?.y).toBe(2 * Math.min(...white.map((i) => Math.floor(i / moved.width))));
    const far = stressedTruth(truth, { corruption: "shift", strength: 400 }, id, spec);
    expect(far.boxes).toEqual([]);
    expect(stressedTruth(truth, { corruption: "noise", strength: 4 }, id, spec)).toBe(truth);
  });

  test("a box that is half gone becomes a region where nothing is asked for", () => {
    const spec = specs[2] as NonNullable<typeof yolox>;
    const whole = { x: 0, y: 0, width: 64, height: 64, label: 1, area: 4096, crowd: false };
    const truth = { width: 64, height: 64, boxes: [whole] };
    const { boxes } = stressedTruth(truth, { corruption: "shift", strength: 60 }, "b.png", spec);
    expect(boxes).toMatchObject([{ crowd: true, label: 1 }]);
    expect(boxes[0]?.area).toBeLessThan(2048);
  });
});
