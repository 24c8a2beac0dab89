import { describe, expect, it } from "vitest";
import { preprocessSchema, type Preprocess } from "../../../core/samples/preprocess-spec.ts";
import { parseNumbers, withChannels, withFields, withPreset, withResizeMode } from "./preprocess-edits.ts";

const spec: Preprocess = {
  preset: "unit",
  resize: { mode: "stretch" },
  width: 224,
  height: 224,
  channels: "RGB",
  layout: "NHWC",
  scale: 255,
  mean: [0.1, 0.2, 0.3],
  std: [1, 1, 1],
};

describe("preprocessing edits", () => {
  it("a preset keeps size and layout of the model", () => {
    const imagenet = withPreset(spec, "imagenet");
    expect(imagenet).toMatchObject({ preset: "imagenet", width: 224, layout: "NHWC", mean: [0.485, 0.456, 0.406] });
    expect(imagenet.resize).toEqual({ mode: "crop", shorter: 256 });
    expect(withPreset(spec, "nothing")).toBe(spec);
  });

  it("an edit by hand is no preset any more", () => {
    expect(withFields(spec, { scale: 1 })).toMatchObject({ scale: 1, width: 224 });
    expect(withFields(spec, { scale: 1 }).preset).toBeUndefined();
  });

  it("mean and std follow the channels", () => {
    const grey = withChannels(spec, "grey");
    expect([grey.mean, grey.std]).toEqual([[0.1], [1]]);
    expect(withChannels(grey, "BGR").mean).toEqual([0.1, 0.1, 0.1]);
  });

  it("every resize mode starts valid", () => {
    for (const mode of ["none", "stretch", "crop", "letterbox"] as const) {
      expect(preprocessSchema.safeParse(withResizeMode(spec, mode)).success).toBe(true);
    }
  });
});

describe("parseNumbers", () => {
  it("reads commas, semicolons and spaces", () => {
    expect(parseNumbers("0.485, 0.456;0.406", 3)).toEqual([0.485, 0.456, 0.406]);
  });

  it("refuses text and the wrong count", () => {
    expect(parseNumbers("a b c", 3)).toBeNull();
    expect(parseNumbers("1, 2", 3)).toBeNull();
    expect(parseNumbers("", 1)).toBeNull();
  });
});
