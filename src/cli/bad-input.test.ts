import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { create } from "@bufbuild/protobuf";
import { withFields } from "../core/onnx/messages.ts";
import { StringStringEntryProtoSchema, TensorProto_DataLocation } from "../core/onnx/onnx_pb.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { buildModel, floats } from "../testing/build-model.ts";
import { put, SMALL_PREPROCESS, type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";
import { main } from "./main.ts";

let folder = "";
let small: SmallProject;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  small = await writeSmallProject(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Exit code and the three sentences on stderr, without the guess that may come first. */
async function failure(...args: string[]) {
  const { code, err } = await runCli(...args);
  const [, what, why, fix] = /(?:^|\n)(.+)\n {2}why: (.+)\n {2}fix: (.+)\n$/.exec(err) ?? [];
  return { code, what, why, fix };
}

const quantize = (model: string, ...more: string[]) => failure("quantize", model, "--out", at("out.onnx"), ...more);
const withData = (...more: string[]) => ["--calibration", small.calibration, "--preprocess", small.preprocess, ...more];

describe("a model that cannot be taken", () => {
  it("is not there", async () => {
    const { code, what, why } = await quantize(at("no.onnx"), ...withData());
    expect([code, what, why]).toEqual([2, `${at("no.onnx")} could not be read.`, "There is no such file or folder."]);
  });

  it("is not an ONNX file", async () => {
    await put(at("text.onnx"), "hello, this is not a model");
    const { code, what, fix } = await quantize(at("text.onnx"), ...withData());
    expect([code, what]).toEqual([2, "text.onnx is not an ONNX model."]);
    expect(fix).toContain("torch.onnx.export");
  });

  it("is truncated", async () => {
    const bytes = await readFile(small.model);
    await put(at("cut.onnx"), bytes.subarray(0, bytes.length - 40));
    expect(await quantize(at("cut.onnx"), ...withData())).toMatchObject({
      code: 2,
      what: "cut.onnx ends before the model does.",
    });
  });

  it("uses a custom operator", async () => {
    const nodes = [{ op: "Magic", domain: "my.ops", name: "m", inputs: ["x"], outputs: ["y"] }];
    await put(at("custom.onnx"), encodeModel(buildModel({ inputs: { x: [1, 3, 8, 8] }, outputs: ["y"], nodes })));
    const { code, what } = await quantize(at("custom.onnx"), ...withData());
    expect([code, what]).toEqual([2, "The model uses the operator Magic of domain “my.ops” (node m)."]);
  });

  it("misses the file its weights are in", async () => {
    const external = [create(StringStringEntryProtoSchema, { key: "location", value: "weights.bin" })];
    const w = withFields(floats([2, 3, 1, 1], new Float32Array(6)), {
      rawData: new Uint8Array(0),
      externalData: external,
      dataLocation: TensorProto_DataLocation.EXTERNAL,
    });
    const nodes = [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"] }];
    const model = buildModel({ inputs: { x: [1, 3, 8, 8] }, outputs: ["y"], nodes, constants: { w } });
    await put(at("external/m.onnx"), encodeModel(model));
    const { code, what, fix } = await quantize(at("external/m.onnx"), ...withData());
    expect([code, what]).toEqual([2, "Weights for “w” are stored in another file (weights.bin)."]);
    expect(fix).toBe("Drop the .onnx file together with its data file.");
    await put(at("external/weights.bin"), new Uint8Array(24));
    expect((await failure("inspect", at("external/m.onnx"))).code).toBe(0);
  });

  it("is quantized already", async () => {
    expect((await quantize(small.model, ...withData())).code).toBe(0);
    const { code, what } = await failure("quantize", at("out.onnx"), "--out", at("twice.onnx"), ...withData());
    expect(code).toBe(2);
    expect(what).toMatch(/^out\.onnx is already quantized: it holds \d+ DequantizeLinear nodes\.$/);
  });

  it("takes no image", async () => {
    const nodes = [{ op: "Gemm", inputs: ["x", "w"], outputs: ["y"] }];
    const constants = { w: floats([16, 2], new Float32Array(32)) };
    await put(at("flat.onnx"), encodeModel(buildModel({ inputs: { x: ["N", 16] }, outputs: ["y"], nodes, constants })));
    const { code, what } = await quantize(at("flat.onnx"), ...withData());
    expect([code, what]).toEqual([2, "blue/0.png is an image, the model takes a tensor."]);
  });
});

describe("images that cannot be used", () => {
  const calibrate = (dir: string, ...more: string[]) =>
    quantize(small.model, "--calibration", dir, "--preprocess", small.preprocess, ...more);

  it("are not there", async () => {
    expect(await calibrate(at("nowhere"))).toMatchObject({ code: 2, what: `${at("nowhere")} could not be read.` });
  });

  it("are none", async () => {
    await put(at("empty/readme.txt"), "nothing here");
    const { code, what } = await calibrate(at("empty"));
    expect([code, what]).toEqual([2, "No calibration samples were found in empty."]);
  });

  it("do not decode, any of them", async () => {
    await put(at("junk/a.png"), "no image");
    expect(await calibrate(at("junk"))).toMatchObject({ code: 2, what: "No calibration samples were found in junk." });
  });

  it("are in a damaged archive", async () => {
    await put(at("bad.zip"), "PK but not really");
    const { code, what } = await calibrate(at("bad.zip"));
    expect([code, what]).toEqual([2, `${at("bad.zip")} could not be unpacked.`]);
  });

  it("have labels that name none of them", async () => {
    await put(at("wrong.csv"), "file,class_index\nother/1.png,0\n");
    const args = ["--data", small.validation, "--labels", at("wrong.csv"), "--preprocess", small.preprocess];
    const { code, what, why } = await failure("evaluate", small.model, ...args, "--out", at("r.json"));
    expect(code).toBe(2);
    expect(what).toBe("None of the 1 rows of labels.csv names one of the 6 samples.");
    expect(why).toBe("The first row names “other/1.png”, the first sample is “blue/0.png”.");
  });

  it("have labels beyond the model's classes", async () => {
    await put(at("high.csv"), "file,class_index\nblue/0.png,7\n");
    const args = ["--data", small.validation, "--labels", at("high.csv"), "--preprocess", small.preprocess];
    const { code, what } = await failure("evaluate", small.model, ...args, "--out", at("r.json"));
    expect([code, what]).toEqual([2, "Label 7 of validation is outside the model's 2 classes."]);
  });

  it("have another size than the preprocessing leaves them", async () => {
    await put(at("large.json"), JSON.stringify({ ...SMALL_PREPROCESS, width: 16, height: 16 }));
    const { code, what } = await quantize(
      small.model,
      "--calibration",
      small.calibration,
      "--preprocess",
      at("large.json"),
    );
    expect([code, what]).toEqual([2, "blue/0.png is 8 × 8, the model takes 16 × 16."]);
  });

  it("have another number of channels", async () => {
    const grey = { ...SMALL_PREPROCESS, channels: "grey", mean: [0], std: [1] };
    await put(at("grey.json"), JSON.stringify(grey));
    const { code, what } = await quantize(
      small.model,
      "--calibration",
      small.calibration,
      "--preprocess",
      at("grey.json"),
    );
    expect([code, what]).toEqual([2, "Preprocessing makes 1 channels, the model takes 3."]);
  });
});

describe("options that do not fit", () => {
  it("a preset that does not exist lists those that do", async () => {
    const { code, what, why } = await quantize(
      small.model,
      "--calibration",
      small.calibration,
      "--preprocess",
      "caffe",
    );
    expect([code, what]).toEqual([2, "caffe is not a valid preprocessing description."]);
    expect(why).toContain("imagenet, tensorflow, unit, raw, cifar10, mnist");
  });

  it("a preprocessing file with a wrong field names the field", async () => {
    await put(at("odd.json"), JSON.stringify({ ...SMALL_PREPROCESS, scale: -1 }));
    const { code, why } = await quantize(
      small.model,
      "--calibration",
      small.calibration,
      "--preprocess",
      at("odd.json"),
    );
    expect(code).toBe(2);
    expect(why).toMatch(/^scale: /);
  });

  it("a recipe that is no recipe", async () => {
    await put(at("r.json"), '{"format":"something else"}');
    const { code, what, why } = await quantize(small.model, ...withData("--recipe", at("r.json")));
    expect([code, what]).toEqual([2, `${at("r.json")} is not a valid recipe.`]);
    expect(why).toMatch(/^format: /);
  });

  it("a pin of a layer that is not there", async () => {
    const pins = 'pins=[{"layer":"nope","precision":"float32"}]';
    const { code, what } = await quantize(small.model, ...withData("--set", pins));
    expect([code, what]).toEqual([2, "The recipe pins “nope”, which is not in this model."]);
  });

  it("a setting that does not exist", async () => {
    const { code, what } = await quantize(small.model, ...withData("--set", "weights.bits=4"));
    expect([code, what]).toEqual([2, "The setting weights.bits = 4 was refused."]);
  });

  it("a folder for the result that does not exist, found out before any work", async () => {
    const out = join(folder, "no", "such", "q.onnx");
    const { code, what } = await failure("quantize", small.model, ...withData("--out", out));
    expect([code, what]).toEqual([2, `${out} could not be written.`]);
  });

  it("an unknown runtime, option or command, and a missing one", async () => {
    const args = ["--data", small.validation, "--out", at("r.json")];
    expect(await failure("evaluate", small.model, ...args, "--runtime", "tpu")).toMatchObject({
      code: 2,
      what: "--runtime tpu is not known.",
      why: "It is one of auto, native, wasm.",
    });
    expect(await failure("inspect", small.model, "--loud")).toMatchObject({
      code: 2,
      what: "Unknown option '--loud'.",
    });
    expect(await failure("squeeze")).toMatchObject({ code: 2, what: "Unknown command 'squeeze'." });
    expect(await failure("quantize", small.model)).toMatchObject({ code: 2 });
    expect(await failure()).toMatchObject({ code: 2, what: "No command was given." });
  });
});

describe("results that cannot be compared", () => {
  it("are not JSON, or another JSON", async () => {
    await put(at("x.txt"), "no json");
    await put(at("x.json"), '{"format":"qstudio-report"}');
    expect(await failure("compare", at("x.txt"), at("x.json"))).toMatchObject({ code: 2, why: "It is not JSON." });
    const { what, why } = await failure("compare", at("x.json"), at("x.json"));
    expect(what).toBe(`${at("x.json")} is not a results file of this tool.`);
    expect(why).toMatch(/^format: /);
  });

  it("share no sample", async () => {
    const args = ["--preprocess", small.preprocess, "--data"];
    await failure("evaluate", small.model, ...args, small.validation, "--out", at("v.json"));
    const other = JSON.parse(await readFile(at("v.json"), "utf8"));
    for (const sample of other.samples) sample.id = `other/${sample.id}`;
    await put(at("w.json"), JSON.stringify(other));
    const { code, why } = await failure("compare", at("v.json"), at("w.json"));
    expect([code, why]).toEqual([2, "It shares no sample with the other file."]);
    expect(await failure("compare", at("v.json"), at("v.json"), "--max-drop", "much")).toMatchObject({
      code: 2,
      what: "--max-drop much is not a number of points.",
    });
  });
});

it("a bug of ours exits with 70 and says that it is one", async () => {
  let err = "";
  const io = {
    out: () => {
      throw new TypeError("cannot read x of undefined");
    },
    err: (text: string) => void (err += text),
    interactive: false,
  };
  expect(await main(["inspect", small.model], io)).toBe(70);
  expect(err).toContain("qstudio failed because of a bug of its own.");
  expect(err).toContain("TypeError: cannot read x of undefined");
});
