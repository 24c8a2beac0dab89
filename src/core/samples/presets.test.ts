import { describe, expect, test } from "vitest";
import { guessPreprocess } from "./guess.ts";
import { refused } from "../../testing/refused.ts";
import { parsePreprocess } from "./parse-preprocess.ts";
import { toInput } from "./preprocess.ts";
import { PRESETS, presetFor, type ImageInput } from "./presets.ts";

const input = (channels: number | null, side: number | null, layout: "NCHW" | "NHWC" = "NCHW"): ImageInput => ({
  channels,
  height: side,
  width: side,
  layout,
});

describe("every preset", () => {
  test.each(PRESETS.map(({ id }) => id))("%s is a valid description for colour, grey and open inputs", (id) => {
    for (const shape of [input(3, 224), input(1, 64), input(null, null), input(3, 299, "NHWC")]) {
      const preset = presetFor(id, shape);
      expect(parsePreprocess(preset, id)).toEqual(preset);
      expect(preset?.layout).toBe(shape.layout);
    }
  });
});

test("imagenet is torchvision's Resize(256), CenterCrop(224) and its mean and std", () => {
  expect(presetFor("imagenet", input(3, 224))).toEqual({
    preset: "imagenet",
    resize: { mode: "crop", shorter: 256 },
    width: 224,
    height: 224,
    channels: "RGB",
    layout: "NCHW",
    scale: 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  });
});

test.each([
  ["tensorflow", [-1, 1]],
  ["unit", [0, 1]],
  ["raw", [0, 255]],
])("%s maps 0 and 255 to %j", (id, want) => {
  const preset = presetFor(id, { ...input(1, 1), width: 2 });
  const pixels = { width: 2, height: 1, data: Uint8Array.of(0, 0, 0, 255, 255, 255) };
  expect(preset && [...toInput(pixels, preset)]).toEqual(want);
});

test("an unknown id has no preset", () => {
  expect(presetFor("caffe", input(3, 224))).toBeUndefined();
});

describe("guessing", () => {
  test.each([
    [input(1, 28), {}, "mnist"],
    [input(3, 32), {}, "cifar10"],
    [input(3, 224), {}, "imagenet"],
    [input(3, null), { producer: "pytorch" }, "imagenet"],
    [input(3, 224, "NHWC"), {}, "tensorflow"],
    [input(3, 224), { producer: "tf2onnx" }, "tensorflow"],
    [input(1, 64), {}, "unit"],
    [input(3, 640), { modelName: "yolov8n.onnx" }, "yolo"],
  ] as const)("%j with %j is %s", (shape, hints, preset) => {
    expect(guessPreprocess(shape, hints).preprocess.preset).toBe(preset);
  });

  test("YOLOX takes BGR in a letterbox filled with 114", () => {
    const { preprocess, why } = guessPreprocess(input(3, 416), { modelName: "yolox_nano.onnx" });
    expect(preprocess).toMatchObject({
      preset: "yolox",
      channels: "BGR",
      scale: 1,
      resize: { mode: "letterbox", fill: 114, place: "top-left" },
    });
    expect(why).toContain("YOLOX");
  });
});

describe("a description that is not valid is refused with the field", () => {
  const good = presetFor("imagenet", input(3, 224));
  test.each([
    [{ ...good, width: 0 }, "width"],
    [{ ...good, std: [1, 1, 0] }, "std.2"],
    [{ ...good, mean: [0.5] }, "mean"],
    [{ ...good, resize: { mode: "crop" } }, "resize.shorter"],
    ["imagenet", "the file"],
  ])("%#", (json, path) => {
    const error = invalid(json);
    expect(error.code).toBe("preprocess/invalid");
    expect(error.detail["path"]).toBe(path);
    expect(error.text.fix).toContain("imagenet, tensorflow, unit, raw, cifar10, mnist");
  });
});

const invalid = (json: unknown) => refused(() => parsePreprocess(json, "own.json"));
