/** @file Where a browser worker finds the WebAssembly build of ONNX Runtime: beside the page, never on a CDN. */
import module from "onnxruntime-web/ort-wasm-simd-threaded.mjs?url";
import wasm from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import wrap from "./ort-wrap.mjs?url";
import { createWebRuntime, type WebRuntime } from "./ort-web.ts";

export function createWasmRuntimeInBrowser(): Promise<WebRuntime> {
  const absolute = (url: string) => new URL(url, location.href).href;
  return createWebRuntime({ module: absolute(module), wasm: absolute(wasm), wrap: absolute(wrap) });
}
