/** @file One engine in this process, behind the same face as the browser's workers. */
import type { Runtime } from "../core/runtime.ts";
import { referenceKernel, type Kernel } from "../core/calibrate/kernel.ts";
import type { Graph } from "../core/graph/graph.ts";
import type { EngineCall, EnginePool } from "../jobs/engines.ts";
import { createEngine, type Engine } from "../jobs/engine.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { createWasmKernel } from "../platform/kernel.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import type { Io } from "./io.ts";
import { multipliesExactly } from "./native-check.ts";

export type RuntimeName = "native" | "wasm";
export const RUNTIME_CHOICES = ["auto", "native", "wasm"] as const;

const SATURATES =
  "This CPU has no exact kernel for 8-bit integers (x86 without VNNI): native sums saturate and INT8 answers worse here.\n";

/**
 * Native, unless the model is quantized and this CPU would answer worse than others: then the wasm runtime,
 * which computes what VNNI, ARM and the browser compute.
 */
export async function chooseRuntime(
  choice: (typeof RUNTIME_CHOICES)[number],
  { nodes }: Graph,
  io: Io,
): Promise<RuntimeName> {
  if (choice === "wasm") return choice;
  const isQuantized = nodes.some(({ op }) => /QuantizeLinear|^QLinear|Integer$/.test(op));
  if (!isQuantized || (await multipliesExactly(createNodeRuntime()))) return "native";
  io.err(
    choice === "native" ? SATURATES : `${SATURATES}  Measured in wasm instead; --runtime native shows this machine.\n`,
  );
  return choice === "native" ? "native" : "wasm";
}

/**
 * `wasm` computes what the browser computes, bit for bit, so it is the one that calibrates; `native` is
 * several times faster and what a deployment on this machine would use.
 */
export async function nodeEngines(name: RuntimeName): Promise<EnginePool> {
  const { runtime, kernel } = name === "native" ? native() : await wasm();
  const engine = createEngine({ runtime, kernel, decode: decodeInNode });
  return { size: 1, at: () => callOf(engine) };
}

interface Parts {
  readonly runtime: Runtime;
  readonly kernel: Kernel;
}

function native(): Parts {
  return { runtime: createNodeRuntime(), kernel: referenceKernel };
}

/** The package keeps one instance per thread, so there is one of ours. */
let started: Promise<Parts> | undefined;

function wasm(): Promise<Parts> {
  started ??= createWasmRuntimeInNode().then((runtime) => ({ runtime, kernel: createWasmKernel(runtime.heap) }));
  return started;
}

function callOf(engine: Engine): EngineCall {
  return ((job, request, { signal, onProgress } = {}) => {
    const run = engine[job] as (request: unknown, context: unknown) => Promise<never>;
    return run(request, { signal: signal ?? new AbortController().signal, progress: onProgress ?? (() => {}) });
  }) as EngineCall;
}
