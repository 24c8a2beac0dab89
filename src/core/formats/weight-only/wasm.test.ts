import { beforeAll, describe, test } from "vitest";
import { createWasmRuntimeInNode } from "../../../platform/ort-web-node.ts";
import { check, LAYERS, PLAIN } from "../../../testing/weight-layers.ts";
import type { Runtime } from "../../runtime.ts";

describe("in WebAssembly", () => {
  let runtime: Runtime;
  beforeAll(async () => {
    runtime = await createWasmRuntimeInNode();
  });

  for (const layer of LAYERS) {
    for (const bits of [8, 4, 2] as const) {
      for (const form of ["operator", "qdq"] as const) {
        if (form === "operator" && !layer.operator) continue;
        test(`${layer.title} runs as its weights say: ${form}, ${bits} bits`, async () => {
          await check(runtime, layer, { ...PLAIN, bits, form });
          await check(runtime, layer, {
            ...PLAIN,
            bits,
            form,
            symmetric: true,
            signed: true,
            granularity: "per-channel",
          });
        });
      }
    }
  }
});
