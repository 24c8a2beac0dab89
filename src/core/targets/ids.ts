/** @file Ids of the targets a file can be made for. Stored in recipes: add, never rename. */
export const TARGET_IDS = [
  "onnxruntime",
  "x86-vnni",
  "x86",
  "arm64",
  "browser-wasm",
  "browser-webgpu",
  "tensorrt",
  "qnn",
  "microcontroller",
] as const;

export type TargetId = (typeof TARGET_IDS)[number];
