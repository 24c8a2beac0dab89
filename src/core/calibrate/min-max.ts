import { type CalibrationMethod, within } from "./method.ts";

export const minMax: CalibrationMethod = {
  id: "min-max",
  title: "Min–max",
  when: "No value may be clipped and outliers are rare; one odd image can own the range.",
  range: (stats) => within(stats, stats.min, stats.max),
};
