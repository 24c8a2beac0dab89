/** @file One batch through a model: an answer for each sample, and how long each step took. */
import { StudioError } from "../../core/errors.ts";
import type { StepTimes } from "../../core/evaluate/timing.ts";
import type { Session } from "../../core/runtime.ts";
import type { EngineApi, IndexedResult } from "../engine-protocol.ts";
import { allFinite, answerOf, rowOf } from "./answer.ts";
import type { Batch } from "./batches.ts";

type Request = EngineApi["evaluate"]["request"];

/** @throws StudioError `baseline/nan` */
export async function evaluateBatch(session: Session, request: Request, batch: Batch): Promise<IndexedResult[]> {
  const { feeds, samples, rows } = batch;
  const { further = [] } = request;
  const began = performance.now();
  const outputs = await session.run(feeds, [request.output, ...further]);
  const ran = performance.now();
  const tensor = outputs[request.output];
  if (tensor === undefined) throw new Error(`internal: the runtime returned no output ${request.output}`);
  const results = samples.map(({ index, id, label, segment }, row): IndexedResult => {
    const output = rowOf(tensor, row, rows);
    if (!allFinite(output)) throw new StudioError("baseline/nan", { file: id, output: request.output });
    const known = { ...(label === undefined ? {} : { label }), ...(segment === undefined ? {} : { segment }) };
    const more = further.flatMap((name) => (outputs[name] === undefined ? [] : [rowOf(outputs[name], row, rows)]));
    return { index, result: { id, ...known, ...answerOf(output), output, ...(more.length > 0 && { outputs: more }) } };
  });
  if (batch.preprocess === null) return results;
  // A padded batch ran for rows that nobody asked for.
  const times: StepTimes = {
    preprocess: batch.preprocess,
    model: (ran - began) / rows,
    postprocess: (performance.now() - ran) / samples.length,
  };
  return results.map((result) => ({ ...result, times }));
}
