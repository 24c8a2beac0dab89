/** @file One batch through a graph that answers with vectors of numbers, fed with random directions where it asks for them. */
import { directions } from "../../core/sensitivity/normal.ts";
import type { Session } from "../../core/runtime.ts";
import { float32, sizeOf } from "../../core/tensor.ts";
import type { EngineApi, ProbeRun } from "../engine-protocol.ts";
import type { Batch } from "./batches.ts";

type Request = EngineApi["probe"]["request"];

export async function probeBatch(session: Session, { noise, fetch }: Request, batch: Batch): Promise<ProbeRun> {
  const feeds =
    noise === null ? batch.feeds : { ...batch.feeds, [noise.input]: await directionsFor(session, noise, batch) };
  const outputs = await session.run(feeds, fetch);
  const values = fetch.map((name) => Float32Array.from(outputs[name]?.data as Float32Array));
  return { samples: batch.samples.map(({ index }) => index), values };
}

type Noise = NonNullable<Request["noise"]>;

/** A direction follows from the sample's index, so that neither engines nor batches change it. `[draws, rows, length]` */
async function directionsFor(session: Session, { input, length: known, outputs, draws, rows }: Noise, batch: Batch) {
  const length =
    known ?? (await elementsOf(session, { ...batch.feeds, [input]: float32([1], new Float32Array(1)) }, outputs));
  const values = new Float32Array(draws * rows * length);
  for (let row = 0; row < rows; row++) {
    const { index = 0 } = batch.samples[Math.min(row, batch.samples.length - 1)] ?? {};
    for (const [draw, v] of directions(length, draws, index).entries()) values.set(v, (draw * rows + row) * length);
  }
  return float32([values.length], values);
}

/** The outputs themselves do not read the directions, so that any will do. */
async function elementsOf(session: Session, feeds: Batch["feeds"], outputs: readonly string[]): Promise<number> {
  const tensors = await session.run(feeds, outputs);
  return outputs.reduce((sum, name) => sum + sizeOf(tensors[name]?.dims ?? []), 0);
}
