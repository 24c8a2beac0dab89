/**
 * @file Evaluations as they cross to the page: results came with the progress, a few at a time, so the answer only names
 * them. Taking thousands of results in one message would hold the page up for a second.
 */
import type { Evaluation } from "../core/evaluate/evaluation.ts";
import type { Sent } from "./messages.ts";
import type { StudioJobs } from "./studio.ts";

/** The same jobs, for a caller that keeps what progress brings. */
export function withStreamedResults(studio: StudioJobs): StudioJobs {
  return {
    ...studio,
    baseline: async (request, job) => sent(await studio.baseline(request, job)),
    evaluate: async (request, job) => sent(await studio.evaluate(request, job)),
    measureFile: async (request, job) => {
      const measured = await studio.measureFile(request, job);
      return { ...measured, evaluation: sent(measured.evaluation) };
    },
  };
}

function sent(evaluation: Evaluation): Evaluation & Sent {
  return { ...evaluation, results: [], order: evaluation.results.map(({ id }) => id) };
}
