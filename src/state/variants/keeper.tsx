/** @file Keeps every finished measurement as a variant, and measures dropped files. Mounted once, whatever view is shown. */
import { useQueries, skipToken } from "@tanstack/react-query";
import { useEffect } from "react";
import { compare } from "../../core/evaluate/compare.ts";
import type { Comparison } from "../../core/evaluate/evaluation.ts";
import { mainOf, withScores } from "../../core/evaluate/main-score.ts";
import { partOf, type SegmentLimit } from "../../core/search/goal.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { useMeasurement } from "../measurement.tsx";
import { jobs } from "../queries.ts";
import { useStudio } from "../store.ts";
import { nameByScheme } from "../variant-name.ts";
import { useJudgement, useMadeSegments } from "../judgement/use-judgement.ts";
import { useMainMetric } from "../judgement/use-main-metric.ts";
import { useBench } from "./use-bench.ts";
import { useCosts } from "./use-costs.ts";
import { useComparableVariants } from "./use-variants.ts";

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
  useMissingScores();
  return null;
}

function useKeptRecipe(): void {
  const bench = useBench();
  const { inputs, quantize, evaluate } = useFlow();
  const { comparison, state, name } = useMeasurement();
  const keep = useStudio((s) => s.keepVariant);
  const report = isFresh(quantize) ? quantize.data : undefined;
  const evaluation = isFresh(evaluate) ? evaluate.data : undefined;
  const costs = useCosts();
  useEffect(() => {
    if (state !== "fresh" || !comparison || !bench || !inputs || !report || !evaluation) return;
    const source = { kind: "recipe", recipe: report.recipe, inputs, report } as const;
    const found = { evaluation, comparison, ...(costs && { costs }) };
    keep({ bench, source, layers: name, bytes: report.bytes, ...found });
  }, [bench, inputs, report, evaluation, comparison, costs, state, name, keep]);
}

function useKeptFile(): void {
  const bench = useBench();
  const { baseline } = useFlow();
  const { data } = useFileMeasurement();
  const keep = useStudio((s) => s.keepVariant);
  const base = isFresh(baseline) ? baseline.data : undefined;
  const { judgement, isRunning } = useJudgement(data?.evaluation);
  useEffect(() => {
    if (!data || !bench || !base || (judgement === null && isRunning)) return;
    const { evaluation, costs, ...file } = data;
    const source = { kind: "file", file: file.file, scheme: file.scheme, lint: file.lint } as const;
    const plain = compare(base, evaluation);
    const comparison = judgement ? withScores(plain, judgement.scores, judgement.breakdown) : plain;
    keep({ bench, source, layers: nameByScheme(file.scheme), bytes: file.bytes, evaluation, comparison, costs });
  }, [data, bench, base, judgement, isRunning, keep]);
}

/** Variants that were measured before a segment was made, or changed: they are judged again while their answers are there. */
function useMissingScores(): void {
  const bench = useBench();
  const { baseline } = useFlow();
  const variants = useComparableVariants();
  const metric = useMainMetric();
  const segments = useMadeSegments();
  const limits = useStudio((s) => s.budget.segments);
  const task = useStudio((s) => s.task);
  const grow = useStudio((s) => s.growVariant);
  // The variant on screen is judged with the segments as they are now.
  const { comparison: now } = useMeasurement();
  const isMissing = (of: Comparison, limit: SegmentLimit) => {
    const [found, wanted] = [partOf(of, limit), now ? partOf(now, limit) : undefined];
    return found === undefined || (wanted !== undefined && wanted.n !== found.n);
  };
  const missing = variants.filter(
    ({ comparison }) =>
      metric !== null && (mainOf(comparison) === undefined || limits.some((limit) => isMissing(comparison, limit))),
  );
  const found = useQueries({
    queries: missing.map(({ id, evaluation }) => {
      const job = bench && isFresh(baseline) ? jobs.judge(bench, evaluation.model, task, segments, NO_GATES) : null;
      return { queryKey: job?.queryKey ?? ["waiting", id], queryFn: job?.queryFn ?? skipToken };
    }),
  });
  useEffect(() => {
    for (const [i, { id, comparison }] of missing.entries()) {
      const judgement = found[i]?.data?.judgement;
      if (judgement) grow(id, { comparison: withScores(comparison, judgement.scores, judgement.breakdown) });
    }
  });
}

const NO_GATES: readonly string[] = [];
