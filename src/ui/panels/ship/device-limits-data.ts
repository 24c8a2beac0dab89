/** @file Limits on devices as lines of a form: what is limited, in which unit, and what a first value is. */
import type { Device } from "../../../core/evaluate/device/devices.ts";
import { costOn, type DeviceCostId, type DeviceLimit, type NeedsOfBoth } from "../../../core/evaluate/device/limits.ts";

interface Kind {
  readonly id: string;
  readonly label: string;
  readonly cost: DeviceCostId;
  /** What one of the field is in the unit of the limit; null where nothing is typed. */
  readonly scale: number | null;
  readonly unit: string;
  readonly step: number;
}

const none = { scale: null, unit: "", step: 1 } as const;

export const KINDS = [
  { id: "fit", label: "fits: flash, RAM, kernels", cost: "fit", ...none },
  { id: "ram", label: "RAM at most", cost: "ram", scale: 1e3, unit: "kB", step: 16 },
  { id: "time", label: "time at most", cost: "time", scale: 1, unit: "ms for a sample", step: 1 },
  { id: "energy", label: "energy at most", cost: "energy", scale: 0.01, unit: "% of FP32's", step: 5 },
  { id: "least-ram", label: "as little RAM as possible", cost: "ram", ...none },
  { id: "least-time", label: "as fast as possible", cost: "time", ...none },
  { id: "least-energy", label: "as little energy as possible", cost: "energy", ...none },
] as const satisfies readonly Kind[];

export type KindId = (typeof KINDS)[number]["id"];

export function kindOf({ cost, most }: DeviceLimit): Kind {
  const found = KINDS.find((kind) => kind.cost === cost && (most !== null) === (kind.scale !== null));
  return found ?? KINDS[0];
}

/** As it is typed; null where nothing is. */
export function valueOf(limit: DeviceLimit): number | null {
  const { scale } = kindOf(limit);
  return scale === null || limit.most === null ? null : Number((limit.most / scale).toPrecision(6));
}

/** Nothing below or at 0 is a limit. */
export function withValue(limit: DeviceLimit, value: number): DeviceLimit {
  const { scale } = kindOf(limit);
  return scale === null || !(value > 0) ? limit : { ...limit, most: value * scale };
}

/** Of a device that has memory to fill, that it fits; of others, and of one that is limited so already, the time. */
export function usualLimit(
  device: Device,
  limits: readonly DeviceLimit[],
  costs: NeedsOfBoth | undefined,
): DeviceLimit {
  const fits = limits.some((limit) => limit.device.id === device.id && limit.cost === "fit");
  return limitOf(device, device.flash !== null && !fits ? "fit" : "time", costs);
}

interface Change {
  readonly kind: KindId;
  readonly costs: NeedsOfBoth | undefined;
}

/** Only one thing can be as little as possible. */
export function changedKind(
  limits: readonly DeviceLimit[],
  at: number,
  { kind, costs }: Change,
): readonly DeviceLimit[] {
  const isLeast = kind.startsWith("least-");
  return limits.flatMap((limit, i) => {
    if (i === at) return [limitOf(limit.device, kind, costs)];
    return isLeast && limit.most === null && limit.cost !== "fit" ? [] : [limit];
  });
}

const HALF = 0.5;
const SOME_TIME = 30;

/** A first value from what the device has, or from what the present variant costs there. */
function limitOf(device: Device, id: KindId, costs: NeedsOfBoth | undefined): DeviceLimit {
  const { cost, scale } = KINDS.find((kind) => kind.id === id) ?? KINDS[0];
  if (scale === null) return { device, cost, most: null };
  const now = costs ? costOn({ device, cost }, costs) : null;
  // What the device has is no matter of rounding up.
  if (cost === "ram" && device.ram !== null) return { device, cost, most: scale * Math.floor(device.ram / scale) };
  const usual = { fit: null, ram: now, time: now ?? SOME_TIME, energy: HALF }[cost];
  return { device, cost, most: scale * roundUp((usual ?? scale) / scale) };
}

/** 12.31 -> 13: a limit is a round number. */
function roundUp(x: number): number {
  const unit = 10 ** (Math.floor(Math.log10(x)) - 1);
  return Number((Math.ceil(x / unit) * unit).toPrecision(6));
}
