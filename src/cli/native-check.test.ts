import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Runtime } from "../core/runtime.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import { multipliesExactly } from "./native-check.ts";

it("the wasm runtime multiplies bytes exactly, as the browser does", async () => {
  expect(await multipliesExactly(await createWasmRuntimeInNode())).toBe(true);
});

const flags = process.platform === "linux" && process.arch === "x64" ? readFileSync("/proc/cpuinfo", "utf8") : "";

it.skipIf(flags === "")("the native runtime multiplies exactly where the CPU has VNNI", async () => {
  expect(await multipliesExactly(createNodeRuntime())).toBe(/\b(avx512_vnni|avx_vnni)\b/.test(flags));
});

it("a sum that saturated is noticed", async () => {
  const saturated: Runtime = {
    id: "saturating",
    load: async () => ({
      inputs: ["x"],
      outputs: ["y"],
      run: async () => ({ y: { dtype: "int32", dims: [1, 1], data: Int32Array.of(32767 * 32) } }),
      observe: async () => {},
      release: async () => {},
    }),
  };
  expect(await multipliesExactly(saturated)).toBe(false);
});
