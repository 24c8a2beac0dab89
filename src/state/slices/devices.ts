import { z } from "zod";
import { type Device, deviceSchema } from "../../core/evaluate/device/devices.ts";
import type { MeasuredLatency } from "../../core/evaluate/latencies.ts";
import type { Slice } from "../store.ts";

/** A table of times that were measured on a device. */
export interface MeasuredTimes {
  /** Id of the device. */
  readonly device: string;
  readonly file: string;
  readonly rows: readonly MeasuredLatency[];
}

/** Devices of the user's own, and what was measured on any. They outlive a model: boards do not change with it. */
export interface DevicesSlice {
  readonly ownDevices: readonly Device[];
  /** One table for each device at most. */
  readonly measuredTimes: readonly MeasuredTimes[];
  addDevice(device: Omit<Device, "id">): void;
  removeDevice(id: string): void;
  takeTimes(times: MeasuredTimes): void;
}

const KEY = "qstudio.own-devices";

export const devicesSlice: Slice<DevicesSlice> = (set) => ({
  ownDevices: stored(),
  measuredTimes: [],
  addDevice: (device) =>
    set(({ ownDevices }) => ({ ownDevices: keep([...ownDevices, { ...device, id: nextId(ownDevices) }]) })),
  removeDevice: (id) =>
    set(({ ownDevices, measuredTimes }) => ({
      ownDevices: keep(ownDevices.filter((device) => device.id !== id)),
      measuredTimes: measuredTimes.filter(({ device }) => device !== id),
    })),
  takeTimes: (times) =>
    set(({ measuredTimes }) => ({
      measuredTimes: [...measuredTimes.filter(({ device }) => device !== times.device), times],
    })),
});

function nextId(devices: readonly Device[]): string {
  return `own-${1 + Math.max(0, ...devices.map(({ id }) => Number(id.slice("own-".length))))}`;
}

function keep(devices: readonly Device[]): readonly Device[] {
  globalThis.localStorage?.setItem(KEY, JSON.stringify(devices));
  return devices;
}

/** What an older version wrote, or another page of this origin, is left alone. */
function stored(): readonly Device[] {
  try {
    return z.array(deviceSchema).parse(JSON.parse(globalThis.localStorage?.getItem(KEY) ?? "[]"));
  } catch {
    return [];
  }
}
