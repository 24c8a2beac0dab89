/** @file A first guess at preprocessing from what a model says of itself. The FP32 baseline tells whether it was right. */
import { assert } from "../errors.ts";
import type { ModelInput, ModelInputs } from "../graph/inputs.ts";
import type { AudioSpec, Preprocess } from "./preprocess-spec.ts";
import { presetFor, type ImageInput } from "./presets.ts";

export interface Hints {
  readonly modelName?: string;
  readonly producer?: string;
}

export interface Guess {
  readonly preprocess: Preprocess;
  /** One sentence: what it was read off. */
  readonly why: string;
}

interface Clue {
  readonly fits: (input: ImageInput, hints: { readonly name: string; readonly producer: string }) => boolean;
  readonly preset: string;
  readonly why: string;
}

const isSize = (input: ImageInput, channels: number, side: number) =>
  input.channels === channels && input.height === side && input.width === side;

/** The first that fits. The last always does. */
const CLUES: readonly Clue[] = [
  {
    fits: (input) => isSize(input, 1, 28),
    preset: "mnist",
    why: "The input is 28 × 28 with one channel, as for MNIST.",
  },
  {
    fits: (input) => isSize(input, 3, 32),
    preset: "cifar10",
    why: "The input is 32 × 32 with three channels, as for CIFAR.",
  },
  {
    fits: (_, { name }) => name.includes("yolox"),
    preset: "yolox",
    why: "The name says YOLOX, which takes BGR pixels from 0 to 255 in a letterbox.",
  },
  {
    fits: (_, { name }) => name.includes("yolo"),
    preset: "yolo",
    why: "The name says YOLO, which takes pixels from 0 to 1 in a letterbox.",
  },
  {
    fits: (_, { producer }) => /tf2onnx|tensorflow|keras/.test(producer),
    preset: "tensorflow",
    why: "The model was converted from TensorFlow, whose classifiers mostly take -1 to 1.",
  },
  {
    fits: (input) => input.layout === "NHWC",
    preset: "tensorflow",
    why: "The input has its channels last, as TensorFlow models do; those mostly take -1 to 1.",
  },
  {
    fits: (input) => input.channels === 1,
    preset: "unit",
    why: "The input has one channel; 0 to 1 is the most common choice for grey images.",
  },
  {
    fits: () => true,
    preset: "imagenet",
    why: "Most ONNX classifiers use ImageNet's mean and standard deviation.",
  },
];

export function guessPreprocess(input: ImageInput, hints: Hints = {}): Guess {
  const lower = { name: (hints.modelName ?? "").toLowerCase(), producer: (hints.producer ?? "").toLowerCase() };
  const clue = CLUES.find(({ fits }) => fits(input, lower));
  const preset = clue && presetFor(clue.preset, input);
  assert(clue && preset, "the last clue always fits and every clue names a preset");
  return { preprocess: preset, why: clue.why };
}

/** What the fields for images say of an input that takes none: nothing is done to it. */
const NO_IMAGE: Preprocess = {
  resize: { mode: "none" },
  width: 1,
  height: 1,
  channels: "grey",
  layout: "NCHW",
  scale: 1,
  mean: [0],
  std: [1],
};

/** The rate that speech models are trained at, samples per second. */
const SPEECH_RATE = 16_000;

/** A guess for whatever the primary input takes. */
export function guessFor({ primary, image }: ModelInputs, hints: Hints = {}): Guess {
  if (image !== null) return guessPreprocess(image, hints);
  if (primary.kind === "tensor") {
    return {
      preprocess: NO_IMAGE,
      why: "The model takes tensors: .npy and .npz files, and .csv tables of numbers, go in as they are.",
    };
  }
  const audio: AudioSpec = { rate: SPEECH_RATE, length: lengthOf(primary), fit: "loudest" };
  const clip = audio.length === null ? "sound of any length" : `${audio.length} samples`;
  return {
    preprocess: { ...NO_IMAGE, audio },
    why: `The input takes ${clip}; most models of speech take 16 kHz, -1 to 1.`,
  };
}

function lengthOf({ dims }: ModelInput): number | null {
  const last = dims?.at(-1);
  return typeof last === "number" ? last : null;
}
