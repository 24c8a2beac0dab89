/** @file FP32 and a variant on devices, as rows of a table in words and numbers. All of it estimated but what is marked measured. */
import type { Device } from "../../../core/evaluate/device/devices.ts";
import { type DeviceEstimate, estimateOn, type Need, relativeEnergy } from "../../../core/evaluate/device/estimate.ts";
import type { MeasuredLatency } from "../../../core/evaluate/latencies.ts";
import type { DeviceCost } from "../../../jobs/protocol.ts";
import type { MeasuredTimes } from "../../../state/slices/devices.ts";
import { bytes, milliseconds, percent } from "../../parts/format.ts";

export interface Pair {
  readonly base: string;
  readonly variant: string;
}

export interface DeviceRow {
  readonly device: Device;
  /** Shares of what the device has; null where it is no limit. */
  readonly flash: Pair | null;
  readonly ram: Pair | null;
  readonly time: Pair;
  /** Median of what was measured; null where nothing was. */
  readonly measured: Pair | null;
  /** Of the variant as a share of FP32's. */
  readonly energy: string;
  readonly fits: boolean;
  readonly verdict: string;
}

export interface RowsContext {
  readonly base: DeviceCost;
  readonly variant: DeviceCost;
  readonly measured: readonly MeasuredTimes[];
  /** By which a table of times may call each of the two. */
  readonly names: { readonly base: readonly string[]; readonly variant: readonly string[] };
}

export function deviceRows(devices: readonly Device[], { base, variant, measured, names }: RowsContext): DeviceRow[] {
  return devices.map((device) => {
    const [before, after] = [
      estimateOn(device, base.work, base.bytes),
      estimateOn(device, variant.work, variant.bytes),
    ];
    const times = measured.find((m) => m.device === device.id)?.rows ?? [];
    const found = { base: findTime(times, names.base), variant: findTime(times, names.variant) };
    const isMeasured = found.base !== undefined || found.variant !== undefined;
    return {
      device,
      flash: sharePair(before.flash, after.flash),
      ram: sharePair(before.ram, after.ram),
      time: { base: milliseconds(before.ms, 2), variant: milliseconds(after.ms, 2) },
      measured: isMeasured
        ? { base: milliseconds(found.base?.median), variant: milliseconds(found.variant?.median) }
        : null,
      energy: percent(100 * relativeEnergy(after.energy, before.energy), 0),
      fits: misfits(after).length === 0,
      verdict: verdictOf(before, after),
    };
  });
}

function sharePair(before: Need, after: Need): Pair | null {
  const { have } = after;
  if (have === null) return null;
  const text = ({ need }: Need) =>
    need > 0 && need < have / 100 ? `<\u202f1\u202f%` : percent((100 * need) / have, 0);
  return { base: text(before), variant: text(after) };
}

/** What is short, in words. */
function misfits({ flash, ram, unsupported }: DeviceEstimate): readonly string[] {
  const short = (what: string, { need, have }: Need) => `${what} is short by ${bytes(need - (have ?? 0))}`;
  return [
    ...(flash.fits ? [] : [short("flash", flash)]),
    ...(ram.fits ? [] : [short("RAM", ram)]),
    ...(unsupported.length === 0
      ? []
      : [`no kernels for ${unsupported.length === 1 ? "1 layer" : `${unsupported.length} layers`}`]),
  ];
}

function verdictOf(before: DeviceEstimate, after: DeviceEstimate): string {
  const missing = misfits(after).join(", ");
  if (missing !== "") return missing.charAt(0).toUpperCase() + missing.slice(1);
  if (before.unsupported.length > 0) return "Fits; FP32 has no kernels";
  return misfits(before).length === 0 ? "Fits" : "Fits; FP32 does not";
}

const plain = (name: string) =>
  name
    .toLowerCase()
    .replace(/\.onnx$/, "")
    .trim();

export function findTime(rows: readonly MeasuredLatency[], names: readonly string[]): MeasuredLatency | undefined {
  const wanted = new Set(names.map(plain));
  return rows.find(({ name }) => wanted.has(plain(name)));
}

/** Rows of a table of times that name neither FP32 nor the variant. */
export function unmatched(times: MeasuredTimes, names: RowsContext["names"]): readonly string[] {
  const known = new Set([...names.base, ...names.variant].map(plain));
  return times.rows.map(({ name }) => name).filter((name) => !known.has(plain(name)));
}
