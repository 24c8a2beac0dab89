/**
 * Compiles src/platform/kernel/kernel.as.ts to WebAssembly and writes the bytes, as base64, into
 * src/platform/kernel/kernel-wasm.ts. Run it after a change: node scripts/build-kernel.mjs
 */
import { writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

const SOURCE = "src/platform/kernel/kernel.as.ts";
const TARGET = "src/platform/kernel/kernel-wasm.ts";

const options = ["--optimizeLevel", "3", "--shrinkLevel", "0", "--runtime", "stub", "--enable", "simd"];
// ONNX Runtime's memory is shared and grows to 65536 pages; an import must say the same.
const memory = ["--enable", "threads", "--importMemory", "--sharedMemory", "--initialMemory", "1"];
const { binary, error, stderr } = await compile([...options, ...memory, "--maximumMemory", "65536"]);
if (error !== null || binary === null) throw new Error(`asc failed:\n${stderr}`);
if (hasData(binary)) throw new Error("the module has a data segment: it would overwrite the memory it is lent");

writeFileSync(
  TARGET,
  `/** @file Generated from kernel.as.ts by scripts/build-kernel.mjs: do not edit. ${binary.length} bytes of WebAssembly. */

export const KERNEL_WASM =
  "${Buffer.from(binary).toString("base64")}";
`,
);
console.log(`${TARGET}: ${binary.length} bytes`);

async function compile(args) {
  const files = new Map();
  const { error, stderr } = await asc.main([SOURCE, "--outFile", "kernel.wasm", ...args], {
    writeFile: (name, contents) => files.set(name, contents),
  });
  return { error, stderr: stderr.toString(), binary: files.get("kernel.wasm") ?? null };
}

/** Whether the module has a data section (id 11). Sections follow an 8-byte header: id, LEB128 length, content. */
function hasData(bytes) {
  for (let at = 8; at < bytes.length;) {
    const id = bytes[at++];
    let [length, shift] = [0, 0];
    for (let byte = 0x80; byte & 0x80; shift += 7) length |= ((byte = bytes[at++]) & 0x7f) << shift;
    if (id === 11) return true;
    at += length;
  }
  return false;
}
