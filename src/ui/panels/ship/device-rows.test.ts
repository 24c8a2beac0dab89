import { describe, expect, it } from "vitest";
import { DEVICES } from "../../../core/evaluate/device/devices.ts";
import type { Work } from "../../../core/evaluate/device/work.ts";
import { milliseconds } from "../../parts/format.ts";
import { deviceRows, unmatched } from "./device-rows.ts";

const work = (bits: number, ram: number): Work => ({
  layers: [{ name: "conv", op: "Conv", macs: 54e6, bits, bytes: 1000 * bits }],
  macs: 54e6,
  bytes: 1000 * bits,
  weights: 1e6,
  arena: { bytes: ram, least: ram, peak: 0, placed: [] },
  unknown: [],
});
const base = { work: work(32, 400 * 1024), bytes: 4 * 1024 ** 2 };
const variant = { work: work(8, 128 * 1024), bytes: 1024 ** 2 };
const names = { base: ["FP32", "net.onnx"], variant: ["INT8", "net.int8.onnx"] };
const times = { device: "cortex-m4", file: "times.csv", rows: [{ name: "Net.INT8", median: 1234, p95: 1300, n: 3 }] };
const rowsOf = (measured: readonly (typeof times)[]) => deviceRows(DEVICES, { base, variant, measured, names });

describe("rows of devices", () => {
  it("give shares of what the device has, times, and what does not fit in words", () => {
    const [m4] = rowsOf([]);
    expect(m4).toMatchObject({
      flash: { base: "200\u202f%", variant: "50\u202f%" },
      ram: { base: "156\u202f%", variant: "50\u202f%" },
      time: { base: "2.5\u202fs", variant: "1.0\u202fs" },
      measured: null,
      fits: true,
      verdict: "Fits; FP32 does not",
    });
    const [turned] = deviceRows(DEVICES, { base: variant, variant: base, measured: [], names });
    expect(turned?.verdict).toBe("Flash is short by 2.10\u202fMB, RAM is short by 147\u202fkB");
  });

  it("say where there are no kernels and no limit", () => {
    const hexagon = rowsOf([]).find(({ device }) => device.id === "hexagon");
    expect(hexagon).toMatchObject({ flash: null, time: { base: "–" }, verdict: "Fits; FP32 has no kernels" });
  });

  it("put what was measured beside the estimate, by any of the names", () => {
    const [m4, m7] = rowsOf([times]);
    expect(m4?.measured).toEqual({ base: "–", variant: "1.23\u202fs" });
    expect(m7?.measured).toBeNull();
    expect(unmatched(times, names)).toEqual([]);
    expect(unmatched({ ...times, rows: [{ ...times.rows[0]!, name: "other" }] }, names)).toEqual(["other"]);
  });

  it("choose the unit of a time", () => {
    expect([0.885, 13.2, 5570, null].map((ms) => milliseconds(ms))).toEqual([
      "0.885\u202fms",
      "13.2\u202fms",
      "5.57\u202fs",
      "–",
    ]);
  });
});
