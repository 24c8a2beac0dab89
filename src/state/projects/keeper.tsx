/** @file Keeps the project in the browser: a moment after each change, off the way of everything else. Mounted once. */
import { useEffect, useMemo } from "react";
import { isFresh, useFlow } from "../flow.tsx";
import { useStudio, type Studio } from "../store.ts";
import { useBench } from "../variants/use-bench.ts";
import { type Baseline, snapshotOf } from "./snapshot.ts";

/** Quiet time after a change, ms. */
const QUIET = 600;

/** What makes a new version of the project. Where the user is goes along, but is no reason to write. */
const WATCHED = [
  "projectId",
  "project",
  "model",
  "calibration",
  "validation",
  "hardCases",
  "recipeHistory",
  "preprocess",
  "suggested",
  "budget",
  "variants",
  "place",
  "tuneView",
  "task",
  "made",
  "pattern",
  "gates",
  "overruled",
  "measuredTimes",
  "lastStudy",
] as const satisfies readonly (keyof Studio)[];

export function ProjectKeeper() {
  const { model, baseline } = useFlow();
  const bench = useBench();
  const bytes = model.data?.large === true ? undefined : model.data?.card.bytes;
  const base = isFresh(baseline) ? baseline.data : undefined;
  const measured = useMemo((): Baseline | null => (bench && base ? { bench, evaluation: base } : null), [bench, base]);
  useEffect(() => {
    if (bytes === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      clearTimeout(timer);
      timer = undefined;
      const snapshot = snapshotOf(useStudio.getState(), bytes, measured);
      if (snapshot) void import("./queue.ts").then(({ keepSnapshot }) => keepSnapshot(snapshot));
    };
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(write, QUIET);
    };
    const now = () => timer !== undefined && write();
    later();
    const stop = useStudio.subscribe((after, before) => {
      if (WATCHED.some((field) => after[field] !== before[field])) later();
    });
    document.addEventListener("visibilitychange", now);
    return () => {
      clearTimeout(timer);
      stop();
      document.removeEventListener("visibilitychange", now);
    };
  }, [bytes, measured]);
  return null;
}
