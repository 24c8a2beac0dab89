import { describe, expect, it } from "vitest";
import type { Io } from "./io.ts";
import { progressLine, progressText } from "./progress.ts";
import { bytesText, changeText, decibelText, percentText, table } from "./text.ts";

describe("text on the terminal", () => {
  it("aligns a table by its widest cells", () => {
    expect(
      table([
        ["top-1", "86.0"],
        ["SQNR", "9.5", "dB"],
      ]),
    ).toBe("top-1  86.0\nSQNR    9.5  dB\n");
  });

  it("says sizes in decimal units", () => {
    expect([bytesText(999), bytesText(26454), bytesText(13965696)]).toEqual(["999 B", "26.5 kB", "13.97 MB"]);
  });

  it("shows a value with its interval, and a change with its sign", () => {
    const estimate = { value: -1.5, lo: -3.42, hi: 0.42, n: 200 };
    expect(percentText({ value: 86, lo: 80.5, hi: 90.1, n: 200 })).toBe("86.0 % [80.5, 90.1]");
    expect(changeText(estimate)).toBe("-1.5 [-3.4, +0.4]");
    expect(changeText({ value: -0.01, lo: -0, hi: 0.04, n: 9 })).toBe("0.0 [0.0, 0.0]");
    expect(decibelText({ value: Infinity, lo: Infinity, hi: Infinity, n: 3 })).toBe("identical");
  });
});

describe("progress", () => {
  const said: string[] = [];
  const io = (interactive: boolean): Io => ({ out: () => {}, err: (text) => void said.push(text), interactive });

  it("gives rate and time left", () => {
    const progress = { stage: "calibrate", done: 30, total: 100, unit: "images" } as const;
    expect(progressText(progress, 2)).toBe("calibrate 30/100 images, 15.0 images/s, 5 s left");
    expect(progressText({ ...progress, done: 0 }, 0)).toBe("calibrate 0/100 images");
  });

  it("is silent when stderr is no terminal", () => {
    said.length = 0;
    progressLine(io(false)).show({ stage: "open", done: 1, total: 1, unit: "files" });
    expect(said).toEqual([]);
  });

  it("redraws at most ten times a second, but always the last", () => {
    said.length = 0;
    let time = 0;
    const { show } = progressLine(io(true), () => time);
    for (let done = 1; done <= 20; done++, time += 10) show({ stage: "evaluate", done, total: 20, unit: "images" });
    expect(said).toHaveLength(3);
    expect(said.at(-1)).toContain("evaluate 20/20 images");
  });
});
