/** @file The calibration methods. A line here is all it takes: pickers, flags, recipes and tests loop over it. */
import { entropy } from "./entropy.ts";
import type { CalibrationMethod } from "./method.ts";
import { minMax } from "./min-max.ts";
import { movingAverage } from "./moving-average.ts";
import { mse } from "./mse.ts";
import { percentile } from "./percentile.ts";

export const CALIBRATION_METHODS: readonly CalibrationMethod[] = [minMax, movingAverage, percentile, entropy, mse];

export function methodById(id: CalibrationMethod["id"]): CalibrationMethod {
  const method = CALIBRATION_METHODS.find((m) => m.id === id);
  if (method === undefined) throw new Error(`internal: no calibration method ${id}`);
  return method;
}
