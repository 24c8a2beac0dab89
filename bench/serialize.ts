/** @file Decoding and encoding a model of 14 MB and one of 100 MB, against a plain copy of its bytes. */
import { readFile } from "node:fs/promises";
import { decodeModel } from "../src/core/onnx/decode.ts";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { buildModel, floats, noise } from "../src/testing/build-model.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { spread } from "./print.ts";
import { ratioOf, spreadOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 5;
const SMALL = 14e6;
const LARGE = 100e6;

export const serialize: Benchmark = { id: "serialize", title: "Decoding and encoding a model", run };

async function run({ subject }: Workbench): Promise<Report> {
  const small = subject.isSample ? generated(SMALL) : new Uint8Array(await readFile(subject.modelPath));
  const measured = [await measure(small), await measure(generated(LARGE))];
  return {
    notes: [
      subject.isSample
        ? "Both models are generated, with random weights."
        : "The larger model is generated, with random weights.",
      "Decoding leaves weights where they are in the file, so it may be faster than a copy.",
    ],
    columns: ["Model", "copy, MB/s", "decode, MB/s", "encode, MB/s", "decode / copy", "encode / copy"],
    rows: measured.map(({ title, speeds, decode, encode }) => [
      title,
      ...speeds.map(spread),
      spread(decode),
      spread(encode),
    ]),
    summary: measured.flatMap(({ title, decode, encode }) => [
      { what: `decode / copy, ${title}`, value: decode, unit: "x" },
      { what: `encode / copy, ${title}`, value: encode, unit: "x" },
    ]),
  };
}

async function measure(bytes: Uint8Array) {
  const model = decodeModel(bytes, "model.onnx");
  const times = await takeTurns(ROUNDS, {
    copy: () => void bytes.slice(),
    decode: () => void decodeModel(bytes, "model.onnx"),
    encode: () => void encodeModel(model),
  });
  const megabytes = bytes.length / 1e6;
  const speed = (ms: readonly number[]) => spreadOf(ms.map((t) => megabytes / (t / 1000)));
  return {
    title: `${Math.round(megabytes)} MB`,
    speeds: [speed(times.copy), speed(times.decode), speed(times.encode)],
    decode: ratioOf(times.decode, times.copy),
    encode: ratioOf(times.encode, times.copy),
  };
}

/** Convolutions in a row, 1 MB of weights each. */
function generated(size: number): Uint8Array {
  const width = 500;
  const perLayer = width * width * 4;
  const layers = Array.from({ length: Math.ceil(size / perLayer) }, (_, i) => i);
  const weight = noise(width * width);
  return encodeModel(
    buildModel({
      inputs: { x0: ["N", width, 8, 8] },
      outputs: [`x${layers.length}`],
      nodes: layers.map((i) => ({ op: "Conv", inputs: [`x${i}`, `w${i}`], outputs: [`x${i + 1}`] })),
      constants: Object.fromEntries(layers.map((i) => [`w${i}`, floats([width, width, 1, 1], weight)])),
    }),
  );
}
