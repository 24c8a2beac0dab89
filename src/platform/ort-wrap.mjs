/**
 * @file Given to onnxruntime-web 1.30.0 in place of its Emscripten module. It loads the real one, notes its
 * memory, and shows each float32 output to `capture.sink` before the package copies it (see ort-heap.ts).
 * Plain JavaScript because the package imports it by URL, as it is.
 */
const capture = globalThis[Symbol.for("quantization-studio.ort-capture")];
const FLOAT = 1;

// oxlint-disable-next-line import/no-default-export -- the package's module is one, so this must be too
export default async function createModule(config) {
  const { default: factory } = await import(/* @vite-ignore */ capture.factory);
  const module = await rememberingMemory(() => factory(config));
  const real = module._OrtGetTensorData;
  module._OrtGetTensorData = (tensor, type, data, dims, rank) => {
    const code = real(tensor, type, data, dims, rank);
    if (code === 0 && capture.sink !== null) show(module, type, data, dims, rank);
    return code;
  };
  capture.module = module;
  return module;
}

/** The heap is created inside the factory and not exported, so its construction is watched. */
async function rememberingMemory(start) {
  const Memory = WebAssembly.Memory;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor) {
      super(descriptor);
      if (descriptor.maximum > 0) capture.memory = this;
    }
  };
  try {
    return await start();
  } finally {
    WebAssembly.Memory = Memory;
  }
}

function show(module, type, data, dims, rank) {
  const pointer = module.getValue(dims, "*");
  const shape = Array.from({ length: module.getValue(rank, "i32") }, (_, i) => module.getValue(pointer + 4 * i, "i32"));
  const isFloat = module.getValue(type, "i32") === FLOAT;
  const seen = capture.sink(isFloat ? module.getValue(data, "*") : -1, shape);
  // An output with a dimension of 0 is empty, so there is nothing left to copy. Scalars are copied: one float.
  if (seen && shape.length > 0) module.setValue(pointer, 0, "i32");
}
