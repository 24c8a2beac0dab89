/**
 * @file What a model may cost on a device: RAM, time or energy, or that it fits at all. A cost is always an estimate, and every
 * sentence about one says so.
 */
import type { Device } from "./devices.ts";
import { estimateOn, relativeEnergy } from "./estimate.ts";
import type { Work } from "./work.ts";

/** `fit`: flash, RAM and kernels of the device suffice. */
export const DEVICE_COSTS = ["fit", "ram", "time", "energy"] as const;
export type DeviceCostId = (typeof DEVICE_COSTS)[number];

export interface DeviceLimit {
  /** With its figures: a device of the user's own may be gone when a project is opened again. */
  readonly device: Device;
  readonly cost: DeviceCostId;
  /** Bytes; milliseconds for one sample; a share of FP32's energy. Null: as little as possible; of `fit`, nothing to say. */
  readonly most: number | null;
}

/** What a model asks of any device. */
export interface Needs {
  readonly work: Work;
  /** Of the file. */
  readonly bytes: number;
}

/** What FP32 and a model made of it ask. */
export interface NeedsOfBoth {
  readonly base: Needs;
  readonly variant: Needs;
}

export interface DeviceCheck {
  readonly kept: boolean;
  /** How far the limit is exceeded, as a share of it; 0 when it is kept. */
  readonly excess: number;
  /** What it costs and what is allowed, in words. */
  readonly text: string;
}

/** In the unit of the limit; of `fit`, the share of the scarcer memory. Null where the device has no kernels for some layers. */
export function costOn({ device, cost }: Pick<DeviceLimit, "device" | "cost">, needs: NeedsOfBoth): number | null {
  const { base, variant } = needs;
  const estimate = estimateOn(device, variant.work, variant.bytes);
  if (cost === "ram") return estimate.ram.need;
  if (cost === "time") return estimate.ms;
  if (cost === "energy") return relativeEnergy(estimate.energy, estimateOn(device, base.work, base.bytes).energy);
  const share = ({ need, have }: { readonly need: number; readonly have: number | null }) => need / (have ?? Infinity);
  return estimate.unsupported.length > 0 ? null : Math.max(share(estimate.ram), share(estimate.flash));
}

/** Without a limit nothing is missed, as far as the device can run the model at all. */
export function checkOn(limit: DeviceLimit, needs: NeedsOfBoth): DeviceCheck {
  const { device, cost } = limit;
  if (cost === "fit") return fitCheck(limit, needs);
  const value = costOn(limit, needs);
  if (value === null) {
    return {
      kept: false,
      excess: Number.MAX_VALUE,
      text: `its time on ${shortName(device)} is not known: ${kernels(limit, needs)}`,
    };
  }
  const allowed = limit.most === null ? "" : `; ${amountText(cost, limit.most)} allowed`;
  const over = limit.most === null ? 0 : value / limit.most - 1;
  const text = `${VERBS[cost]} ${amountText(cost, value)} on ${shortName(device)} (estimate)${allowed}`;
  return { kept: over <= 0, excess: Math.max(0, over), text };
}

function fitCheck(limit: DeviceLimit, needs: NeedsOfBoth): DeviceCheck {
  const { device } = limit;
  const { ram, flash, unsupported } = estimateOn(device, needs.variant.work, needs.variant.bytes);
  const short = [
    ...(unsupported.length > 0 ? [kernels(limit, needs)] : []),
    ...(
      [
        ["RAM", ram],
        ["flash", flash],
      ] as const
    ).flatMap(([what, { need, have, fits }]) =>
      fits ? [] : [`${bytesText(need)} ${what} of ${bytesText(have ?? 0)}`],
    ),
  ];
  if (short.length === 0) return { kept: true, excess: 0, text: `fits ${shortName(device)} (estimate)` };
  const share = costOn(limit, needs);
  const text = `does not fit ${shortName(device)}: ${short.join(", ")} (estimate)`;
  return { kept: false, excess: share === null ? Number.MAX_VALUE : share - 1, text };
}

function kernels({ device }: DeviceLimit, { variant }: NeedsOfBoth): string {
  const { length } = estimateOn(device, variant.work, variant.bytes).unsupported;
  return `no kernels for ${length} ${length === 1 ? "layer" : "layers"}`;
}

const VERBS = { ram: "needs", time: "takes", energy: "uses" } as const;
const NAMES = { fit: "", ram: "RAM", time: "time", energy: "energy" } as const;

/** "fit Cortex-M4", "at most 30 ms on Cortex-A53", "as little RAM as possible on ESP32-S3". */
export function limitText({ device, cost, most }: DeviceLimit): string {
  const name = shortName(device);
  if (cost === "fit") return `fit ${name}`;
  if (most === null) return `as little ${NAMES[cost]} as possible on ${name}`;
  return `at most ${amountText(cost, most)} on ${name}`;
}

/** "12.3 ms on Cortex-A53", "57 % of Cortex-M4's memory"; null where the device cannot run it. */
export function costText({ device, cost }: Pick<DeviceLimit, "device" | "cost">, value: number | null): string {
  const name = shortName(device);
  if (value === null) return `no kernels on ${name}`;
  return cost === "fit"
    ? `${Number((100 * value).toPrecision(2))} % of ${name}'s memory`
    : `${amountText(cost, value)} on ${name}`;
}

/** "262 kB RAM", "12.3 ms", "48 % of FP32's energy". */
function amountText(cost: Exclude<DeviceCostId, "fit">, value: number): string {
  if (cost === "ram") return `${bytesText(value)} RAM`;
  if (cost === "time") return timeText(value);
  return `${Number((100 * value).toPrecision(2))} % of FP32's energy`;
}

function bytesText(n: number): string {
  const [unit, size] = n < 1e6 ? (["kB", 1e3] as const) : n < 1e9 ? (["MB", 1e6] as const) : (["GB", 1e9] as const);
  return `${Number((n / size).toPrecision(3))} ${unit}`;
}

function timeText(ms: number): string {
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : `${Number((ms / 1000).toPrecision(3))} s`;
}

/** A title up to its details: "Cortex-M4" of "Cortex-M4, STM32F429, 180 MHz". */
export function shortName({ title }: Pick<Device, "title">): string {
  return title.split(",", 1)[0] as string;
}
