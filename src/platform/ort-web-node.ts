/** @file Where Node finds the WebAssembly build of ONNX Runtime. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { createWebRuntime, type WebRuntime } from "./ort-web.ts";

export function createWasmRuntimeInNode(): Promise<WebRuntime> {
  const { resolve } = createRequire(import.meta.url);
  const url = (file: string) => pathToFileURL(resolve(`onnxruntime-web/${file}`)).href;
  return createWebRuntime({
    module: url("ort-wasm-simd-threaded.mjs"),
    wasm: url("ort-wasm-simd-threaded.wasm"),
    wrap: new URL("ort-wrap.mjs", import.meta.url).href,
  });
}
