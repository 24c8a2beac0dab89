/** @file Keeps every finished measurement as a variant, and measures dropped files. Mounted once, whatever view is shown. */
import { useEffect, useMemo } from "react";
import { compare } from "../../core/evaluate/compare.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { useMeasurement } from "../measurement.tsx";
import { jobs } from "../queries.ts";
import { useStudio } from "../store.ts";
import { nameByScheme } from "../variant-name.ts";
import type { Bench } from "./variant.ts";

/** What is measured now is comparable with this; null until model and samples are open. */
export function useBench(): Bench | null {
  const { model, validation, preprocess } = useFlow();
  const [modelKey, dataKey] = [model.data?.card.hash, validation.data?.hash];
  return useMemo(
    () => (modelKey && dataKey && preprocess ? { model: modelKey, validation: dataKey, preprocess } : null),
    [modelKey, dataKey, preprocess],
  );
}

/** The measurement of the file that was dropped for it. Runs once FP32 is measured on the same samples. */
export function useFileMeasurement() {
  const bench = useBench();
  const { baseline } = useFlow();
  const drop = useStudio((s) => s.fileDrop);
  const task = useStudio((s) => s.task);
  return useJob(bench && drop ? jobs.measureFile(drop, bench, task) : null, { enabled: isFresh(baseline) });
}

export function VariantKeeper() {
  useKeptRecipe();
  useKeptFile();
  return null;
}

function useKeptRecipe(): void {
  const bench = useBench();
  const { inputs, quantize, evaluate } = useFlow();
  const { comparison, state, name } = useMeasurement();
  const keep = useStudio((s) => s.keepVariant);
  const report = isFresh(quantize) ? quantize.data : undefined;
  const evaluation = isFresh(evaluate) ? evaluate.data : undefined;
  useEffect(() => {
    if (state !== "fresh" || !comparison || !bench || !inputs || !report || !evaluation) return;
    const source = { kind: "recipe", recipe: report.recipe, inputs, report } as const;
    keep({ bench, source, layers: name, bytes: report.bytes, evaluation, comparison });
  }, [bench, inputs, report, evaluation, comparison, state, name, keep]);
}

function useKeptFile(): void {
  const bench = useBench();
  const { baseline } = useFlow();
  const { data } = useFileMeasurement();
  const keep = useStudio((s) => s.keepVariant);
  const base = isFresh(baseline) ? baseline.data : undefined;
  useEffect(() => {
    if (!data || !bench || !base) return;
    const { evaluation, ...file } = data;
    const source = { kind: "file", file: file.file, scheme: file.scheme, lint: file.lint } as const;
    const comparison = compare(base, evaluation);
    keep({ bench, source, layers: nameByScheme(file.scheme), bytes: file.bytes, evaluation, comparison });
  }, [data, bench, base, keep]);
}
