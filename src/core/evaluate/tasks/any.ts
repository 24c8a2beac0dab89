/** @file Any model at all: how near the answers of two models are, output by output. Needs no labels. */
import { AGREEMENT, COSINE, KL, measureAt, nameOf, SQNR } from "./common.ts";
import { noScores } from "./scorer.ts";
import type { Closeness, MetricName, Task, TaskClues } from "./task.ts";

const MEASURES = [SQNR, COSINE, AGREEMENT, KL];

export const anyModel: Task = {
  id: "any",
  title: "Any model",
  when: "Nothing is known of the outputs: only how near they stay is measured.",
  labels: "none",
  metrics: [],
  fits: () => true,
  needsAll: () => true,
  read: (result) => ({ ...result, top: [], confidence: [] }),
  scorer: () => noScores(0),
  closeness,
};

/** The first output under the plain ids, further ones under `id:name`. */
function closeness({ outputs = [] }: TaskClues): Closeness {
  const further = outputs.slice(1);
  const named = ({ name }: { readonly name: string }) =>
    MEASURES.map((measure): MetricName => {
      return { ...nameOf(measure), id: `${measure.id}:${name}`, title: `${measure.title} of ${name}` };
    });
  return {
    metrics: [...MEASURES.map(nameOf), ...further.flatMap(named)],
    of(base, other) {
      return [undefined, ...further].flatMap((_, i) => MEASURES.map((measure) => measureAt(measure, base, other, i)));
    },
  };
}
