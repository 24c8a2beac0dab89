/** @file Which samples a measurement runs first: the answers are the same, but what is broken shows early. */
import { lostOf, mainOf } from "../core/evaluate/main-score.ts";
import type { SegmentComparison } from "../core/evaluate/evaluation.ts";
import { useStudio } from "./store.ts";

/** Names of segments, the one that lost most first; without scores, the one that agrees least. */
export function worstFirst(segments: readonly SegmentComparison[]): readonly string[] {
  const harm = (segment: SegmentComparison) => {
    const main = mainOf(segment);
    return main === undefined ? -segment.agreement.value : lostOf(main).value;
  };
  const known = segments.filter((segment) => !Number.isNaN(harm(segment)));
  return known.toSorted((a, b) => harm(b) - harm(a)).map(({ segment }) => segment);
}

/** As the user likes it, by the variant that was on screen last. Empty: in the order of the set. */
export function chosenOrder(): readonly string[] {
  const { worstFirst: wanted, variants, last } = useStudio.getState();
  const before = variants.find(({ id }) => id === last) ?? variants.at(-1);
  return wanted && before ? worstFirst(before.comparison.segments) : [];
}
