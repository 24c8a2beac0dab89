/** @file What is measured: a real network with photos when the data is there, the built-in sample otherwise. */
import { existsSync, openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Preprocess } from "../src/core/samples/preprocess-spec.ts";
import type { Role } from "../src/core/samples/dataset.ts";
import type { SourceFile } from "../src/jobs/protocol.ts";
import { readEntries } from "../src/platform/files-node.ts";

const ROOT = join(import.meta.dirname, "..");
const DATA = join(ROOT, "../shared/data");
const SAMPLE = join(ROOT, "public/sample");

export interface Subject {
  /** Said with every number. */
  readonly name: string;
  /** The built-in sample is opened by its own button, other files are dropped. */
  readonly isSample: boolean;
  readonly modelPath: string;
  /** A folder with the images of this role. Undefined for the sample, whose archive holds both. */
  readonly folder: (role: Role) => string | undefined;
  readonly images: (role: Role) => Promise<readonly SourceFile[]>;
  /** What differs from the preprocessing guessed from the model. */
  readonly preprocess: Partial<Preprocess>;
}

/** `real` falls back to the sample where the data is missing. */
export type Choice = "real" | "sample";

/** @throws Error when neither is there */
export async function findSubject(choice: Choice): Promise<Subject> {
  const model = join(DATA, "models/mobilenetv2-7.onnx");
  if (choice === "real" && existsSync(model)) return real(model);
  if (existsSync(join(SAMPLE, "sample.json"))) return sample();
  throw new Error(`Nothing to measure: neither ${model} nor the sample in public/sample is there.`);
}

function real(modelPath: string): Subject {
  const folder = (role: Role) => join(DATA, "imagenet", role);
  const images = (role: Role) => readEntries(folder(role));
  return { name: "mobilenetv2-7 with ImageNet photos", isSample: false, modelPath, folder, images, preprocess: {} };
}

interface Manifest {
  readonly model: string;
  readonly data: string;
  readonly preprocess: Partial<Preprocess>;
}

async function sample(): Promise<Subject> {
  const { model, data, preprocess } = JSON.parse(await readFile(join(SAMPLE, "sample.json"), "utf8")) as Manifest;
  const images = async () => [{ path: data, blob: await openAsBlob(join(SAMPLE, data)) }];
  return {
    name: "the built-in sample",
    isSample: true,
    modelPath: join(SAMPLE, model),
    folder: () => undefined,
    images,
    preprocess,
  };
}
