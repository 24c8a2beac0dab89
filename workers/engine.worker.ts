/** @file An engine in a worker of its own: one ONNX Runtime instance, started with the first call. */
import { createEngine, type Engine, solveWeights } from "../src/jobs/engine.ts";
import type { EngineApi } from "../src/jobs/engine-protocol.ts";
import { decodeInBrowser } from "../src/platform/decode-web.ts";
import { createWasmKernel } from "../src/platform/kernel.ts";
import { createWasmRuntimeInBrowser } from "../src/platform/ort-web-browser.ts";
import { serve } from "../src/rpc/serve.ts";

async function start(): Promise<Engine> {
  const runtime = await createWasmRuntimeInBrowser();
  return createEngine({ runtime, decode: decodeInBrowser, kernel: createWasmKernel(runtime.heap) });
}

let started: Promise<Engine> | undefined;
const engine = () => (started ??= start());

serve<EngineApi>(self, {
  load: async (request, context) => (await engine()).load(request, context),
  collect: async (request, context) => (await engine()).collect(request, context),
  evaluate: async (request, context) => (await engine()).evaluate(request, context),
  compare: async (request, context) => (await engine()).compare(request, context),
  probe: async (request, context) => (await engine()).probe(request, context),
  saturate: async (request, context) => (await engine()).saturate(request, context),
  weights: solveWeights,
  release: async (request, context) => (await engine()).release(request, context),
});
