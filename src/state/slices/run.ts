import type { Preprocess } from "../../core/samples/preprocess-spec.ts";
import type { Slice } from "../store.ts";
import { recipeKey } from "../keys.ts";

/** What the user asked to run, and how pixels become input. Jobs follow from these wishes; see flow.ts. */
export interface RunSlice {
  /** Set by hand in the form; null while the guess from the model is good enough. */
  readonly preprocess: Preprocess | null;
  /** Known beforehand, as for the sample; laid over the guess. */
  readonly suggested: Partial<Preprocess> | null;
  /** FP32 should be measured with the present preprocessing. */
  readonly baseline: boolean;
  /** Prepare, calibrate and quantize should follow the present recipe. */
  readonly run: boolean;
  /** Key of the recipe whose result should be measured; others show the last measurement as stale. */
  readonly measured: string | null;
  /** The user saw that FP32 is near chance and goes on all the same. */
  readonly trusted: boolean;
  /** Key of the variant whose export should be written and checked. */
  readonly exporting: string | null;
  /** Scheme in which a model that is too large to be run should be written. */
  readonly streaming: string | null;
  /** The next measurement runs the segments first that lost most in the last one. */
  readonly worstFirst: boolean;
  setPreprocess(preprocess: Preprocess | null): void;
  measureBaseline(): void;
  /** The one button: everything that is missing, in order, up to the measured result. */
  quantize(): void;
  trustBaseline(): void;
  exportVariant(variant: string): void;
  streamWeights(scheme: string): void;
  setWorstFirst(worstFirst: boolean): void;
  stop(): void;
}

export const runSlice: Slice<RunSlice> = (set) => ({
  preprocess: null,
  suggested: null,
  baseline: false,
  run: false,
  measured: null,
  trusted: false,
  exporting: null,
  streaming: null,
  worstFirst: false,
  setPreprocess: (preprocess) =>
    set(() => ({ preprocess, baseline: false, run: false, measured: null, trusted: false })),
  measureBaseline: () => set(() => ({ baseline: true })),
  quantize: () => set(({ recipe }) => ({ baseline: true, run: true, viewed: null, measured: recipeKey(recipe) })),
  trustBaseline: () => set(() => ({ trusted: true })),
  exportVariant: (exporting) => set(() => ({ exporting })),
  streamWeights: (streaming) => set(() => ({ streaming })),
  setWorstFirst: (worstFirst) => set(() => ({ worstFirst })),
  stop: () =>
    set(() => ({
      baseline: false,
      run: false,
      studying: false,
      measured: null,
      fileDrop: null,
      exporting: null,
      streaming: null,
    })),
});
