/** @file What Check shows: the measurement of the present recipe, or of a file that is looked at in its place. */
import { useMemo } from "react";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import { useFlow } from "./flow.tsx";
import { type Measurement, useMeasurement } from "./measurement.tsx";
import { useStream } from "./stream.ts";
import { useCurrentVariant, useViewedFile } from "./variants/use-variants.ts";
import type { Variant } from "./variants/variant.ts";

export interface Shown extends Measurement {
  /** Of the file that is shown. */
  readonly bytes: number | undefined;
  /** Answers, as far as there are some. */
  readonly results: readonly SampleResult[] | undefined;
  /** Null when it is the present recipe. */
  readonly file: Variant | null;
}

/** Finished, of the file or of the present recipe; undefined while there is none. */
export function useShownEvaluation(): Evaluation | undefined {
  const { evaluate } = useFlow();
  const file = useViewedFile();
  const kept = useCurrentVariant();
  return file?.evaluation ?? evaluate.data ?? kept?.evaluation;
}

export function useShown(): Shown {
  const measurement = useMeasurement();
  const { quantize, evaluate } = useFlow();
  const partial = useStream((s) => s.evaluate);
  const file = useViewedFile();
  const kept = useCurrentVariant();
  const bytes = quantize.data?.bytes;
  const results = evaluate.data?.results ?? partial?.results ?? kept?.evaluation.results;
  return useMemo(() => {
    if (file === null) return { ...measurement, bytes, results, file };
    const { comparison, evaluation, layers, name } = file;
    const counts = { state: "fresh" as const, done: comparison.n, total: comparison.n };
    const title = { ...layers, title: name };
    return { comparison, ...counts, name: title, bytes: file.bytes, results: evaluation.results, file };
  }, [file, measurement, bytes, results]);
}
