import { describe, expect, it } from "vitest";
import { numbersOf } from "../core/samples/cast.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Tensor } from "../core/tensor.ts";
import { imageInputs, input, inputList } from "../testing/model-inputs.ts";
import { openSizes } from "./open-sizes.ts";
import { randomFeeds, randomKey } from "./random-data.ts";

const preprocess: Preprocess = {
  resize: { mode: "none" },
  width: 4,
  height: 2,
  channels: "RGB",
  layout: "NCHW",
  scale: 255,
  mean: [0, 0, 0],
  std: [1, 1, 1],
};
const draw = (index: number) => ({ index, sizes: new Map([["length", 3]]) });

describe("drawn tensors", () => {
  const ids = { ...input("input_ids", ["N", "length"], "int64"), limit: 50 };
  const inputs = inputList([input("x", [2, "length"]), ids, input("attention_mask", ["N", "length"], "int32")]);

  it("have the type and shape of each input, and stay in its range", () => {
    const { x, input_ids, attention_mask } = randomFeeds(inputs, preprocess, draw(0));
    expect([x?.dims, input_ids?.dims]).toEqual([
      [2, 3],
      [1, 3],
    ]);
    expect(numbersOf(x as Tensor).every((value) => value >= -1 && value < 1)).toBe(true);
    expect(numbersOf(input_ids as Tensor).every((id) => id >= 0 && id < 50)).toBe(true);
    expect(attention_mask?.data).toEqual(Int32Array.of(1, 1, 1));
  });

  it("are the same for the same index and differ from those of another", () => {
    expect(randomFeeds(inputs, preprocess, draw(1))).toEqual(randomFeeds(inputs, preprocess, draw(1)));
    expect(randomFeeds(inputs, preprocess, draw(1))).not.toEqual(randomFeeds(inputs, preprocess, draw(2)));
  });

  it("an image beside other inputs is drawn as a picture and preprocessed", () => {
    const image = imageInputs(null, 2, 4, "picture");
    const feeds = randomFeeds({ ...image, list: [...image.list, input("size", [2], "int64")] }, preprocess, draw(0));
    expect(feeds["picture"]?.dims).toEqual([1, 3, 2, 4]);
    expect(numbersOf(feeds["picture"] as Tensor).every((value) => value >= 0 && value <= 1)).toBe(true);
  });
});

describe("open sizes", () => {
  it("are named by their symbol, or by input and axis; first axes are batches", () => {
    const inputs = inputList([input("x", ["N", "T", null]), input("y", ["N", 4]), input("z", null)]);
    expect(openSizes(inputs)).toEqual({ batches: ["N", "z 0"], others: ["T", "x 2"] });
  });
});

describe("the key of random data", () => {
  it("depends on the size alone for one image, on the model for anything else", () => {
    const image = imageInputs(null, 2, 4);
    const tensors = inputList([input("x", [2])]);
    expect(randomKey({ key: "a", inputs: image }, preprocess)).toBe(randomKey({ key: "b", inputs: image }, preprocess));
    expect(randomKey({ key: "a", inputs: tensors }, preprocess)).not.toBe(
      randomKey({ key: "b", inputs: tensors }, preprocess),
    );
  });
});
