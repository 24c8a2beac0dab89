import type { CorruptionId } from "../../core/samples/stress/corruption.ts";
import type { StudioApi } from "../../jobs/protocol.ts";
import type { Slice } from "../store.ts";

/** What a stress run is made from, and the model that it is about. */
export type StressRequest = StudioApi["stress"]["request"] & {
  /** SHA-256 of the variant. */
  readonly variant: string;
};

interface Asked {
  readonly request: StressRequest;
  /** It should run; Stop takes that back. */
  readonly isOn: boolean;
}

export const STRESS_SAMPLES = [25, 50, 100, 200, 500] as const;

/** Which synthetic changes should be tried, on how many samples, and for which variants that was asked. */
export interface StressSlice {
  readonly stressLeft: readonly CorruptionId[];
  readonly stressSamples: number;
  /** The last run of each variant on each set, by its key. */
  readonly stressAsked: Readonly<Record<string, Asked>>;
  /** Leaves a change out, or takes it in again. */
  toggleCorruption(id: CorruptionId): void;
  chooseStressSamples(count: number): void;
  startStress(key: string, request: StressRequest): void;
  /** What was finished stays. */
  haltStress(key: string): void;
}

export const stressSlice: Slice<StressSlice> = (set) => ({
  stressLeft: [],
  stressSamples: 100,
  stressAsked: {},
  toggleCorruption: (id) =>
    set(({ stressLeft }) => ({
      stressLeft: stressLeft.includes(id) ? stressLeft.filter((other) => other !== id) : [...stressLeft, id],
    })),
  chooseStressSamples: (stressSamples) => set(() => ({ stressSamples })),
  startStress: (key, request) =>
    set(({ stressAsked }) => ({ stressAsked: { ...stressAsked, [key]: { request, isOn: true } } })),
  haltStress: (key) =>
    set(({ stressAsked }) => {
      const asked = stressAsked[key];
      return asked === undefined ? {} : { stressAsked: { ...stressAsked, [key]: { ...asked, isOn: false } } };
    }),
});
