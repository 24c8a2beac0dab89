import { describe, expect, it } from "vitest";
import {
  bytes,
  count,
  decibel,
  duration,
  percent,
  plusMinus,
  points,
  share,
  shape,
  short,
  sig,
  sizeChange,
} from "./format.ts";

/** Special spaces read as plain ones. */
const plain = (text: string) => text.replace(/[\u2009\u202f\u00a0]/g, " ");

describe("numbers", () => {
  it("counts have thin spaces", () => {
    expect(plain(count(3487818))).toBe("3 487 818");
    expect(plain(count(999))).toBe("999");
  });

  it("have three significant digits and no needless exponent", () => {
    expect([13.966, 0.03125, 0, 1234.5, -0.5].map((x) => sig(x))).toEqual(["14.0", "0.0313", "0", "1235", "−0.500"]);
    expect(sig(3.8e-6)).toBe("3.8e-6");
    expect(sig(Number.NaN)).toBe("–");
  });

  it("sizes are decimal", () => {
    expect([13965696, 26454, 512, 3840000].map((n) => plain(bytes(n)))).toEqual([
      "14.0 MB",
      "26.5 kB",
      "512 B",
      "3.84 MB",
    ]);
    expect(plain(short(300774272))).toBe("301 M");
  });

  it("a change of size says its direction", () => {
    expect(sizeChange(1400, 380)).toBe("3.7 × smaller");
    expect(sizeChange(100, 120)).toBe("1.2 × larger");
  });

  it("percentages, points and decibel carry unit and sign", () => {
    expect(plain(percent(85.5))).toBe("85.5 %");
    expect(plain(points(-0.5))).toBe("−0.5 points");
    expect(plain(points(-0.01))).toBe("0 points");
    expect(plain(points(1.25))).toBe("+1.3 points");
    expect(plain(decibel(17.53))).toBe("17.5 dB");
    expect(plain(plusMinus({ value: 80, lo: 78, hi: 83, n: 9 }))).toBe("± 2.5");
  });

  it("tiny shares are not shown as zero", () => {
    expect([0, 0.00012, 0.25, 0.000001].map((x) => plain(share(x)))).toEqual(["0 %", "0.012 %", "25 %", "< 0.001 %"]);
    expect([0.2, 0.5, 1, 0.1].map((x) => plain(share(x)))).toEqual(["20 %", "50 %", "100 %", "10 %"]);
  });

  it("durations are short", () => {
    expect([0.4, 9, 65, 3720].map((s) => plain(duration(s)))).toEqual(["< 1 s", "9 s", "1 min 5 s", "1 h 2 min"]);
  });

  it("shapes use a multiplication sign", () => {
    expect(plain(shape(["N", 3, 224, 224]))).toBe("N × 3 × 224 × 224");
    expect(shape([])).toBe("scalar");
  });
});
