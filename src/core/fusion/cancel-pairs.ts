/** @file The last clean-up: integers that are turned to float only to become the same integers again. */
import { isDQ, isQ, samePair } from "./pairs.ts";
import type { Work } from "./work.ts";

export function cancelPairs(work: Work): void {
  for (const dq of [...work.nodes]) {
    if (!isDQ(dq)) continue;
    const q = work.onlyReader(dq);
    if (!isQ(q) || work.makesOutput(q) || !samePair(work, dq, q)) continue;
    const reason = "Turned to float only to become the same integers again: the runtime leaves both out.";
    work.redirect(q.outputs[0] ?? "", dq.inputs[0] ?? "");
    work.remove(q, reason);
    work.remove(dq, reason);
  }
}
