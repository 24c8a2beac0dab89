/** @file The models of the table, and the labelled data that belongs to each. Not part of the repository. */
import { existsSync } from "node:fs";
import { join } from "node:path";

export interface Case {
  /** File name without its extension. */
  readonly model: string;
  /** Folder with `calibration` and `validation`. */
  readonly set: string;
}

const CASES: readonly Case[] = [
  { model: "mnist-8", set: "mnist" },
  { model: "resnet20-cifar10", set: "cifar10" },
  { model: "resnet20-cifar10-bn", set: "cifar10" },
  { model: "squeezenet1.1-7", set: "imagenet" },
  { model: "mobilenetv2-7", set: "imagenet" },
  { model: "yolox_nano", set: "coco" },
  { model: "kwt1-speech-commands-12", set: "kws" },
];

/** @param only names to keep; empty for all */
export function casesIn(data: string, only: readonly string[]): readonly Case[] {
  const wanted = CASES.filter(({ model }) => only.length === 0 || only.some((name) => model.includes(name)));
  return wanted.filter(({ model }) => existsSync(modelFile(data, model)));
}

export function modelFile(data: string, model: string): string {
  return join(data, "models", `${model}.onnx`);
}
