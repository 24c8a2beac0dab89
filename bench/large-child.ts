/** @file Run by large.ts: `whole|streamed PATH BITS` quantizes the model and prints what it took as JSON. */
import { openAsBlob } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { prepare, quantize } from "../src/core/pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../src/core/recipe.ts";
import { cardOf, readModel, runnable } from "../src/jobs/open-model.ts";
import { streamQuantize } from "../src/jobs/stream.ts";
import { fileSink, fileSource } from "../src/platform/weight-files.ts";
import type { Large } from "./large.ts";

const [mode, path = "", bits] = process.argv.slice(2);
const weights: Recipe["weights"] = {
  ...DEFAULT_RECIPE.weights,
  type: bits === "4" ? "int4" : "int8",
  granularity: bits === "4" ? "block" : "per-channel",
};
const recipe: Recipe = { ...DEFAULT_RECIPE, scheme: "weight-only", weights };
const peak = () => process.resourceUsage().maxRSS * 1024;
const base = peak();
console.log(JSON.stringify(await (mode === "whole" ? whole() : streamed())));

async function whole(): Promise<Large> {
  const blob = await openAsBlob(path);
  const start = performance.now();
  const read = await readModel([{ path: basename(path), blob }]);
  cardOf(read);
  runnable(read);
  const opened = performance.now();
  quantize(prepare(read.graph).graph, new Map(), recipe);
  const end = performance.now();
  return { model: blob.size, open: opened - start, quantize: end - opened, base, peak: peak() };
}

async function streamed(): Promise<Large> {
  const start = performance.now();
  const bytes = new Uint8Array(await readFile(path));
  const out = join(dirname(path), `out${bits}.onnx`);
  const [source, sink] = [fileSource(dirname(path)), await fileSink(`${out}.data`)];
  const job = { signal: new AbortController().signal, progress: () => {} };
  const made = await streamQuantize({ bytes, file: basename(path), recipe, source, sink }, job);
  await Promise.all([source.close(), sink.close(), writeFile(out, made.bytes)]);
  const model = (await stat(join(dirname(path), "streamed.data"))).size;
  return { model, open: 0, quantize: performance.now() - start, base, peak: peak() };
}
