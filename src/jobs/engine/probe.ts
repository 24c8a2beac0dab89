/** @file One batch through a graph that answers with vectors of numbers, fed with noise of its own where it asks for it. */
import { normals } from "../../core/sensitivity/normal.ts";
import type { Session } from "../../core/runtime.ts";
import { float32, sizeOf } from "../../core/tensor.ts";
import type { EngineApi, ProbeRow } from "../engine-protocol.ts";
import type { Batch } from "./batches.ts";

type Request = EngineApi["probe"]["request"];

/** Noise follows from the first sample's index, so that neither engines nor their number change it. */
export async function probeBatch(session: Session, request: Request, batch: Batch): Promise<ProbeRow[]> {
  const { noise, fetch } = request;
  const row = { index: batch.samples[0]?.index ?? 0, samples: batch.samples.length };
  const run = async (feeds: Batch["feeds"]) => {
    const outputs = await session.run(feeds, fetch);
    return { ...row, values: fetch.map((name) => Float32Array.from(outputs[name]?.data as Float32Array)) };
  };
  if (noise === null) return [await run(batch.feeds)];
  const length = noise.length ?? (await elementsOf(session, batch.feeds, noise));
  const rows: ProbeRow[] = [];
  for (let draw = 0; draw < noise.draws; draw++) {
    const values = normals(length, row.index * noise.draws + draw);
    rows.push(await run({ ...batch.feeds, [noise.input]: float32([length], values) }));
  }
  return rows;
}

/** The outputs themselves do not read the noise, so that any will do. */
async function elementsOf(session: Session, feeds: Batch["feeds"], noise: Noise): Promise<number> {
  const tensors = await session.run({ ...feeds, [noise.input]: float32([1], new Float32Array(1)) }, noise.outputs);
  return noise.outputs.reduce((sum, name) => sum + sizeOf(tensors[name]?.dims ?? []), 0);
}

type Noise = NonNullable<Request["noise"]>;
