/** @file What a network would need on a device: does it fit, and about how long does it take. Always an estimate. */
import type { Device } from "./devices.ts";
import { type Energy, energyOf, kindOf } from "./energy.ts";
import type { LayerWork, Work } from "./work.ts";

export interface Need {
  /** Bytes. */
  readonly need: number;
  /** Null where the device does not limit it. */
  readonly have: number | null;
  readonly fits: boolean;
}

export interface DeviceEstimate {
  readonly device: string;
  /** Never a measurement. */
  readonly kind: "estimate";
  /** Activations in the planned arena. */
  readonly ram: Need;
  readonly flash: Need;
  /** Milliseconds for one sample; null when the device has no kernels for some layers. */
  readonly ms: number | null;
  /** Layers that there are no kernels for. */
  readonly unsupported: readonly string[];
  /** Share of the time in layers that wait for memory rather than for products, 0..1. */
  readonly memoryBound: number;
  readonly energy: Energy;
}

/** Each layer takes as long as the slower of its products and its bytes (roofline: Williams et al., CACM 52, 2009). */
export function estimateOn(device: Device, work: Work, fileBytes: number = work.weights): DeviceEstimate {
  const times = work.layers.map((layer) => ({ layer, ...secondsOf(layer, device) }));
  const unsupported = times.filter(({ compute }) => compute === null).map(({ layer }) => layer.name);
  const total = times.reduce((sum, { compute, memory }) => sum + Math.max(compute ?? 0, memory), 0);
  const waiting = times.reduce((sum, { compute, memory }) => sum + (memory > (compute ?? 0) ? memory : 0), 0);
  return {
    device: device.id,
    kind: "estimate",
    ram: need(work.arena.bytes, device.ram),
    flash: need(fileBytes, device.flash),
    ms: unsupported.length > 0 ? null : 1000 * total,
    unsupported,
    memoryBound: total === 0 ? 0 : waiting / total,
    energy: energyOf(work, device),
  };
}

function need(bytes: number, have: number | null): Need {
  return { need: bytes, have, fits: have === null || bytes <= have };
}

/** A device without kernels of a width runs wider ones, where it has those. */
function secondsOf({ macs, bits, bytes }: LayerWork, { macs: speeds, bandwidth }: Device) {
  const speed = {
    int8: speeds.int8 ?? speeds.float16 ?? speeds.float32,
    float16: speeds.float16 ?? speeds.float32,
    float32: speeds.float32,
  }[kindOf(bits)];
  return { compute: macs === 0 ? 0 : speed === null ? null : macs / speed, memory: bytes / bandwidth };
}

/** Energy of one network as a share of another's on the same device, 0 and up. */
export function relativeEnergy(one: Energy, other: Energy): number {
  return (one.compute + one.memory) / (other.compute + other.memory);
}
