/** @file Ways to turn pixels into input that come up again and again, by id. Ids are stored in recipes: add, never rename. */
import type { Preprocess } from "./preprocess-spec.ts";

/** What is known of a model's image input; `null` where the model leaves it open. Sizes in pixels. */
export interface ImageInput {
  readonly channels: number | null;
  readonly height: number | null;
  readonly width: number | null;
  readonly layout: "NCHW" | "NHWC";
}

/** Everything but the size and layout, which the model decides. */
type Treatment = Omit<Preprocess, "preset" | "width" | "height" | "layout">;

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** When to choose it, one sentence. */
  readonly when: string;
  /** Side used where the model leaves its input size open, pixels. */
  readonly side: number;
  readonly make: (input: { readonly width: number; readonly height: number; readonly grey: boolean }) => Treatment;
}

/** Below this side, pixels, images are usually stored at the size of the input already and a crop would lose some. */
const SMALL = 96;

/** torchvision's classification transform: the shorter side is 256 / 224 of the input. */
function photo(width: number, height: number): Preprocess["resize"] {
  const side = Math.max(width, height);
  return side <= SMALL ? { mode: "stretch" } : { mode: "crop", shorter: Math.round((side * 256) / 224) };
}

/** The same numbers for every channel. */
function plain(grey: boolean, scale: number, mean: number, std: number): Omit<Treatment, "resize"> {
  const each = (value: number) => (grey ? [value] : [value, value, value]);
  return { channels: grey ? "grey" : "RGB", scale, mean: each(mean), std: each(std) };
}

/** ImageNet's mean and standard deviation; for one channel, their averages. */
function imagenetColours(grey: boolean): Omit<Treatment, "resize"> {
  if (grey) return plain(true, 255, 0.449, 0.226);
  return { channels: "RGB", scale: 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
}

export const PRESETS: readonly Preset[] = [
  {
    id: "imagenet",
    title: "ImageNet (torchvision)",
    when: "PyTorch and most ONNX model zoo classifiers.",
    side: 224,
    make: ({ width, height, grey }) => ({ resize: photo(width, height), ...imagenetColours(grey) }),
  },
  {
    id: "tensorflow",
    title: "TensorFlow, -1 to 1",
    when: "TensorFlow and Keras MobileNet, Inception and Xception.",
    side: 224,
    make: ({ width, height, grey }) => ({ resize: photo(width, height), ...plain(grey, 127.5, 1, 1) }),
  },
  {
    id: "unit",
    title: "0 to 1",
    when: "The model was trained on pixels divided by 255 and nothing else.",
    side: 224,
    make: ({ width, height, grey }) => ({ resize: photo(width, height), ...plain(grey, 255, 0, 1) }),
  },
  {
    id: "raw",
    title: "Raw, 0 to 255",
    when: "The model normalises its input itself.",
    side: 224,
    make: ({ width, height, grey }) => ({ resize: photo(width, height), ...plain(grey, 1, 0, 1) }),
  },
  {
    id: "cifar10",
    title: "CIFAR-10",
    when: "32 × 32 classifiers trained with ImageNet's mean and standard deviation.",
    side: 32,
    make: ({ grey }) => ({ resize: { mode: "none" }, ...imagenetColours(grey) }),
  },
  {
    id: "mnist",
    title: "MNIST",
    when: "28 × 28 grey digits, white on black, values 0 to 255.",
    side: 28,
    make: () => ({ resize: { mode: "none" }, ...plain(true, 1, 0, 1) }),
  },
  {
    id: "yolox",
    title: "YOLOX",
    when: "YOLOX detectors: BGR, 0 to 255, fitted into the top left corner.",
    side: 640,
    make: ({ grey }) => ({
      resize: { mode: "letterbox", fill: 114, place: "top-left" },
      ...plain(grey, 1, 0, 1),
      ...(!grey && { channels: "BGR" }),
    }),
  },
  {
    id: "yolo",
    title: "YOLO",
    when: "YOLOv5, YOLOv8 and YOLO11: RGB, 0 to 1, fitted into the centre.",
    side: 640,
    make: ({ grey }) => ({
      resize: { mode: "letterbox", fill: 114, place: "centre" },
      ...plain(grey, 255, 0, 1),
    }),
  },
];

/** @returns the preset for this input, or undefined when there is none of this id */
export function presetFor(id: string, input: ImageInput): Preprocess | undefined {
  const preset = PRESETS.find((p) => p.id === id);
  if (preset === undefined) return undefined;
  const width = input.width ?? input.height ?? preset.side;
  const height = input.height ?? input.width ?? preset.side;
  const treatment = preset.make({ width, height, grey: input.channels === 1 });
  return { preset: id, ...treatment, width, height, layout: input.layout };
}
