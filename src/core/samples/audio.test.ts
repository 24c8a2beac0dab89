import { describe, expect, test } from "vitest";
import { toWaveform } from "./fit-audio.ts";
import { resampleAudio } from "./resample-audio.ts";
import { parseWav } from "./wav.ts";

const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));
const u16 = (x: number) => [x & 255, (x >> 8) & 255];
const u32 = (x: number) => [...u16(x & 0xffff), ...u16((x >>> 16) & 0xffff)];

interface Spec {
  readonly tag?: number;
  readonly channels?: number;
  readonly bits?: number;
  readonly rate?: number;
  /** Chunks before the data. */
  readonly extra?: readonly number[];
}

function wav(
  data: readonly number[],
  { tag = 1, channels = 1, bits = 16, rate = 8000, extra = [] }: Spec = {},
): Uint8Array {
  const format = [...u16(tag), ...u16(channels), ...u32(rate), ...u32(0), ...u16((channels * bits) / 8), ...u16(bits)];
  const chunks = [...ascii("fmt "), ...u32(16), ...format, ...extra, ...ascii("data"), ...u32(data.length), ...data];
  return Uint8Array.from([...ascii("RIFF"), ...u32(chunks.length + 4), ...ascii("WAVE"), ...chunks]);
}

const float = (x: number) => [...new Uint8Array(Float32Array.of(x).buffer)];

describe("WAV", () => {
  test.each<[string, readonly number[], Spec, readonly number[]]>([
    ["8 bits are unsigned", [0, 128, 192], { bits: 8 }, [-1, 0, 0.5]],
    ["16 bits", [0, 128, 0, 64, 255, 255], { bits: 16 }, [-1, 0.5, -1 / 32768]],
    ["24 bits", [0, 0, 128, 0, 0, 64, 255, 255, 255], { bits: 24 }, [-1, 0.5, -1 / 2 ** 23]],
    ["32 bits", [0, 0, 0, 128, 0, 0, 0, 64], { bits: 32 }, [-1, 0.5]],
    ["floats", [...float(0.25), ...float(-2)], { tag: 3, bits: 32 }, [0.25, -2]],
    ["two channels are averaged", [0, 64, 0, 0, 0, 128, 0, 64], { channels: 2 }, [0.25, -0.25]],
    ["a chunk of odd size before the data", [0, 64], { extra: [...ascii("LIST"), ...u32(3), 1, 2, 3, 0] }, [0.5]],
  ])("%s", (_, data, spec, samples) => {
    expect([...parseWav(wav(data, spec)).data]).toEqual(samples.map(Math.fround));
  });

  test("the rate is kept, and a stream of unknown size ends with the file", () => {
    const file = wav([0, 64, 0, 64], { rate: 22050 });
    file.fill(255, file.length - 8, file.length - 4);
    expect(parseWav(file)).toEqual({ rate: 22050, data: Float32Array.of(0.5, 0.5) });
  });

  test.each([
    [Uint8Array.from(ascii("OggS")), "it is not a WAV file"],
    [wav([1, 2], { tag: 85 }), "its coding is not read (WAV format 85 with 16 bits)"],
    [wav([]), "it is empty"],
    [wav([1, 2], { channels: 0 }), "its header is damaged (0 channels, 8000 Hz)"],
    [wav([]).slice(0, 36), "it holds no sound (no data chunk)"],
  ])("is refused: %#", (file, message) => {
    expect(() => parseWav(file)).toThrow(message);
  });
});

const sine = (hertz: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));
/** Largest difference away from the ends, where the filter reads past the sound. */
const inside = (a: Float32Array, b: Float32Array, margin = 200) =>
  a.slice(margin, -margin).reduce((most, x, i) => Math.max(most, Math.abs(x - (b[i + margin] as number))), 0);

describe("resampling", () => {
  test.each([
    [8000, 16000, 1000],
    [22050, 16000, 3000],
    [44100, 16000, 6000],
    [48000, 16000, 440],
  ])("from %i to %i Hz a tone of %i Hz stays what it is, below -80 dB", (from, to, hertz) => {
    const out = resampleAudio(sine(hertz, from, from / 10), from, to);
    expect(out.length).toBe(to / 10);
    expect(inside(out, sine(hertz, to, to / 10))).toBeLessThan(1e-4);
  });

  test("what the new rate cannot carry is gone, below -80 dB", () => {
    const out = resampleAudio(sine(10_000, 48_000, 9600), 48_000, 16_000);
    expect(inside(out, new Float32Array(out.length))).toBeLessThan(1e-4);
  });

  test("a constant stays constant, and the same rate changes nothing", () => {
    const ones = new Float32Array(400).fill(1);
    expect([...resampleAudio(ones, 11_025, 16_000).slice(100, -100)].every((x) => Math.abs(x - 1) < 1e-6)).toBe(true);
    expect(resampleAudio(ones, 16_000, 16_000)).toBe(ones);
  });
});

describe("fitting", () => {
  const fit = (data: readonly number[], length: number | null, how: "loudest" | "start" | "centre") => [
    ...toWaveform({ rate: 16_000, data: Float32Array.from(data) }, { rate: 16_000, length, fit: how }),
  ];

  test("a long sound is cut to its loudest, first or middle part", () => {
    const sound = [0, 1, 0, -3, 2, 0, 0];
    expect(fit(sound, 2, "loudest")).toEqual([-3, 2]);
    expect(fit(sound, 2, "start")).toEqual([0, 1]);
    expect(fit(sound, 3, "centre")).toEqual([0, -3, 2]);
  });

  test("a short one gets silence on both sides, or after it", () => {
    expect(fit([1, 2], 5, "loudest")).toEqual([0, 1, 2, 0, 0]);
    expect(fit([1, 2], 5, "start")).toEqual([1, 2, 0, 0, 0]);
  });

  test("without a length it stays as long as it is", () => {
    expect(fit([1, 2, 3], null, "loudest")).toEqual([1, 2, 3]);
  });

  test("of equally loud parts the first is taken", () => {
    expect(fit([1, 0, 0, 1], 1, "loudest")).toEqual([1]);
  });
});
