/** @file What running variants would cost on a device: the other axes of the plot. Estimates. */
import type { Device } from "../../../../core/evaluate/device/devices.ts";
import { estimateOn, relativeEnergy } from "../../../../core/evaluate/device/estimate.ts";
import type { StudioApi } from "../../../../jobs/protocol.ts";
import type { Costs } from "../../../charts/pareto-data.ts";

export type Answer = StudioApi["device"]["result"];

/**
 * @param answers by id of the variant; those that are not known are left out
 * @returns also "fp32", from any of them; no time where the device lacks kernels
 */
export function runningCosts(
  answers: ReadonlyMap<string, Answer>,
  device: Device,
): ReadonlyMap<string, Omit<Costs, "size">> {
  const [first] = answers.values();
  if (first === undefined) return new Map();
  const { energy } = estimateOn(device, first.base.work);
  const of = ({ work, bytes }: Answer["base"]): Omit<Costs, "size"> => {
    const estimate = estimateOn(device, work, bytes);
    return {
      ram: estimate.ram.need,
      ...(estimate.ms !== null && { time: estimate.ms }),
      energy: relativeEnergy(estimate.energy, energy),
    };
  };
  return new Map([["fp32", of(first.base)], ...[...answers].map(([id, { variant }]) => [id, of(variant)] as const)]);
}
