/** @file What a measured model is worth in the terms of its task, as the studio worker judges it. */
import { useMemo } from "react";
import type { Evaluation } from "../../core/evaluate/evaluation.ts";
import { TASKS } from "../../core/evaluate/tasks/index.ts";
import type { Task } from "../../core/evaluate/tasks/task.ts";
import type { Judgement } from "../../jobs/protocol.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { jobs } from "../queries.ts";
import { useStudio } from "../store.ts";
import { useBench } from "../variants/use-bench.ts";
import type { MadeSegment } from "../slices/check.ts";
import { segmentsByPattern } from "./segments.ts";

export interface ChosenTask {
  readonly task: Task;
  readonly guess: Task;
  readonly isGuessed: boolean;
  /** What the model's outputs fit. */
  readonly fits: readonly Task[];
  /** What was put right in the labels, a sentence each. */
  readonly notes: readonly string[];
}

const taskById = (id: string): Task => TASKS.find((task) => task.id === id) as Task;

/** Null until the model and validation samples are open. */
export function useTask(): ChosenTask | null {
  const bench = useBench();
  const chosen = useStudio((s) => s.task);
  const { data } = useJob(bench && jobs.task(bench), { keep: true });
  return useMemo(() => {
    if (!data) return null;
    const guess = taskById(data.guess);
    return {
      task: chosen === null ? guess : taskById(chosen),
      guess,
      isGuessed: chosen === null,
      fits: data.fits.map(taskById),
      notes: data.notes,
    };
  }, [data, chosen]);
}

const NO_SEGMENTS: readonly MadeSegment[] = [];

/** By pattern and by hand. A pattern that is none yet makes no segments; its field says so. */
export function useMadeSegments(): readonly MadeSegment[] {
  const { validation } = useFlow();
  const made = useStudio((s) => s.made);
  const pattern = useStudio((s) => s.pattern);
  const samples = validation.data?.samples;
  return useMemo(() => {
    if (!samples) return NO_SEGMENTS;
    try {
      const ids = samples.map(({ id }) => id);
      return [...segmentsByPattern(pattern, ids), ...made];
    } catch {
      return made;
    }
  }, [samples, made, pattern]);
}

export interface Judged {
  readonly judgement: Judgement | null;
  /** It was measured in an earlier visit: intervals and classes need it to be measured again. */
  readonly isGone: boolean;
  readonly isRunning: boolean;
  readonly error: Error | null;
}

/** @param evaluation of the model that is judged; FP32's own gives FP32's scores */
export function useJudgement(evaluation: Evaluation | undefined): Judged {
  const bench = useBench();
  const { baseline } = useFlow();
  const task = useStudio((s) => s.task);
  const gates = useStudio((s) => s.gates);
  const segments = useMadeSegments();
  const other = evaluation?.model;
  const ready = bench && other && isFresh(baseline);
  const isBase = other === baseline.data?.model;
  const job = ready ? jobs.judge(bench, other, task, isBase ? NO_SEGMENTS : segments, isBase ? NO_GATES : gates) : null;
  const { data, isFetching, error } = useJob(job, { keep: true });
  // While a segment is added, the numbers of before stay; those of another model do not.
  const judgement = data && data.other === other ? data.judgement : null;
  return { judgement, isGone: data?.judgement === null, isRunning: isFetching, error };
}

const NO_GATES: readonly string[] = [];
