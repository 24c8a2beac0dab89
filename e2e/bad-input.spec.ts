import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { encodeModel } from "../src/core/onnx/encode.ts";
import type { ModelProto } from "../src/core/onnx/onnx_pb.ts";
import { TensorProto_DataLocation, TensorProto_DataType } from "../src/core/onnx/onnx_pb.ts";
import { buildModel, floats } from "../src/testing/build-model.ts";
import { noise } from "../src/testing/run-model.ts";
import { expect, goTo, test } from "./studio-test.ts";

/** Conv, then what a case adds, then a score for each of two classes. Input [N, 3, 8, 8]. */
function tiny(op = "Relu", domain = ""): ModelProto {
  return buildModel({
    inputs: { x: ["N", 3, 8, 8] },
    outputs: ["y"],
    nodes: [
      { op: "Conv", name: "conv", inputs: ["x", "w"], outputs: ["c"] },
      { op, name: "middle", inputs: ["c"], outputs: ["m"], domain },
      { op: "GlobalAveragePool", name: "pool", inputs: ["m"], outputs: ["p"] },
      { op: "Flatten", name: "flat", inputs: ["p"], outputs: ["y"] },
    ],
    constants: { w: floats([2, 3, 3, 3], noise([2, 3, 3, 3]).data as Float32Array) },
    ...(domain !== "" && { domains: { [domain]: 1 } }),
  });
}

function withExternalWeight(): ModelProto {
  const model = tiny();
  const [weight] = model.graph?.initializer ?? [];
  if (weight === undefined) throw new Error("the model has a weight");
  weight.rawData = new Uint8Array();
  weight.dataLocation = TensorProto_DataLocation.EXTERNAL;
  weight.externalData = [{ $typeName: "onnx.StringStringEntryProto", key: "location", value: "weights.bin" }];
  return model;
}

function withTextInput(): ModelProto {
  const model = tiny();
  const type = model.graph?.input[0]?.type?.value;
  if (type?.case !== "tensorType") throw new Error("the input is a tensor");
  type.value.elemType = TensorProto_DataType.STRING;
  return model;
}

async function chooseModel(page: Page, model: ModelProto): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).first().click(),
  ]);
  await chooser.setFiles({ name: "tiny.onnx", mimeType: "", buffer: Buffer.from(encodeModel(model)) });
}

/** Two classes of two pictures for each role, and whatever files a case adds. */
async function pictures(side: number, extra: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-images-"));
  const put = async (path: string, bytes: string | Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  for (const role of ["calibration", "validation"]) {
    for (const [i, name] of ["a/0", "a/1", "b/2", "b/3"].entries()) {
      const background = { r: 60 * i, g: 200 - 50 * i, b: 90 };
      const image = sharp({ create: { width: side, height: side, channels: 3, background } });
      await put(`${role}/${name}.png`, await image.png().toBuffer());
    }
  }
  for (const [path, text] of Object.entries(extra)) await put(path, text);
  return folder;
}

async function chooseFolder(page: Page, folder: string): Promise<void> {
  await goTo(page, "Data");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose a folder" }).first().click(),
  ]);
  await chooser.setFiles(folder);
}

async function quantize(page: Page): Promise<void> {
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Quantize/ }).click();
}

const MODELS: readonly { readonly name: string; readonly make: () => ModelProto; readonly says: readonly string[] }[] =
  [
    {
      name: "external data that is missing",
      make: withExternalWeight,
      says: ["weights.bin", "together with its data file"],
    },
    { name: "a custom operator", make: () => tiny("Wobble", "acme.ops"), says: ["Wobble", "acme.ops"] },
    { name: "an input of text", make: withTextInput, says: ["takes string", "outside"] },
  ];

for (const { name, make, says } of MODELS) {
  test(`${name}: named, explained, and another model can be opened`, async ({ page }) => {
    await chooseModel(page, make());
    for (const text of says) await expect(page.getByRole("alert")).toContainText(text);
    await chooseModel(page, tiny());
    await expect(page.getByRole("region", { name: "Operators" })).toContainText("GlobalAveragePool");
  });
}

test("labels that match no image are refused with both names", async ({ page }) => {
  await chooseModel(page, tiny());
  await chooseFolder(page, await pictures(8, { "validation/labels.csv": "file,class_index\nnobody.png,0\n" }));
  await expect(page.getByRole("alert").first()).toContainText("nobody.png");
});

test("a folder without images says what it looked for", async ({ page }) => {
  await chooseModel(page, tiny());
  const folder = await mkdtemp(join(tmpdir(), "qstudio-empty-"));
  await writeFile(join(folder, "notes.txt"), "nothing to see");
  await chooseFolder(page, folder);
  await expect(page.getByRole("alert").first()).toContainText("samples were found");
});

test("images of another size are refused when sizes are left alone", async ({ page }) => {
  await chooseModel(page, tiny());
  await chooseFolder(page, await pictures(10));
  await page.getByRole("combobox", { name: "Size" }).selectOption("none");
  await quantize(page);
  await expect(page.getByRole("alert").first()).toContainText("10 × 10", { timeout: 60_000 });
});

test("grey input for a colour model is refused before anything runs", async ({ page }) => {
  await chooseModel(page, tiny());
  await chooseFolder(page, await pictures(8));
  await page.getByRole("radio", { name: "grey" }).check();
  await quantize(page);
  await expect(page.getByRole("alert").first()).toContainText("1 channels, the model takes 3", { timeout: 60_000 });
});

test("outputs that are not numbers are reported with image and output", async ({ page }) => {
  await chooseModel(page, tiny("Log"));
  await chooseFolder(page, await pictures(8));
  await quantize(page);
  const alert = page.getByRole("alert").first();
  await expect(alert).toContainText("not numbers", { timeout: 60_000 });
  await expect(alert).toContainText(".png");
  await goTo(page, "Data");
  await expect(page.getByRole("region", { name: "Calibration", exact: true })).toContainText("4 images");
});

test("nothing needs SharedArrayBuffer: the tests run in a tab without it", async ({ page }) => {
  expect(await page.evaluate(() => [typeof SharedArrayBuffer, crossOriginIsolated])).toEqual(["undefined", false]);
});
