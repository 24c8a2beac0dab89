/** @file A quantized file as x86 without VNNI runs it, in this engine. */
import { graphOf } from "../../core/graph/from-model.ts";
import { inferTypes } from "../../core/graph/types.ts";
import { decodeModel } from "../../core/onnx/decode.ts";
import type { Runtime } from "../../core/runtime.ts";
import { openSimulation, type Simulation } from "../../core/saturation/network.ts";
import { macrotask } from "./macrotask.ts";

/** Stop is heard between layers: one sample may take seconds. */
export async function simulate(
  runtime: Runtime,
  { bytes, model }: { readonly bytes: Blob; readonly model: string },
  signal: AbortSignal,
): Promise<Simulation> {
  const graph = inferTypes(graphOf(decodeModel(new Uint8Array(await bytes.arrayBuffer()), model)));
  return openSimulation(graph, runtime, async () => {
    await macrotask();
    signal.throwIfAborted();
  });
}
