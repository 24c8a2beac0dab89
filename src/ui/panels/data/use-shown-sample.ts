import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";

export interface ShownSample {
  /** Hash of the data set it belongs to. */
  readonly data: string;
  readonly sample: string;
}

/** The selected sample, or the first there is; null without samples. */
export function useShownSample(): ShownSample | null {
  const { calibration, validation } = useFlow();
  const selected = useStudio((s) => s.sample);
  const sets = [validation.data, calibration.data].filter((set) => set !== undefined);
  const home = sets.find((set) => set.samples.some((s) => s.id === selected)) ?? sets[0];
  const sample = home?.samples.find((s) => s.id === selected) ?? home?.samples[0];
  return home && sample ? { data: home.hash, sample: sample.id } : null;
}
