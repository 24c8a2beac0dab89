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
import { writeArrays } from "../src/platform/npz.ts";
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
async function pictures(side: number, extra: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
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
  for (const [path, content] of Object.entries(extra)) await put(path, content);
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

const validation = (page: Page) => page.getByRole("region", { name: "Validation", exact: true });

/** Opens a list of what was left out or put right. */
async function unfold(page: Page, summary: string | RegExp): Promise<void> {
  await validation(page).locator("summary", { hasText: summary }).click();
}

async function measured(page: Page): Promise<void> {
  await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText("Samples", { timeout: 60_000 });
}

test("a class that the list of classes has not: its sample is named, the others are scored", async ({ page }) => {
  await chooseModel(page, tiny());
  const rows = ["file,class", "a/0.png,a", "a/1.png,zebra", "b/2.png,b", "b/3.png,b"].join("\n");
  await chooseFolder(page, await pictures(8, { "validation/labels.csv": rows, "labels.txt": "a\nb\n" }));
  await expect(validation(page)).toContainText("3 images");
  await unfold(page, "1 file skipped");
  await expect(validation(page)).toContainText("its class “zebra” is not in labels.txt");
  await measured(page);
});

test("a label beyond the model's classes counts as none, and is named where scores are read", async ({ page }) => {
  await chooseModel(page, tiny());
  const rows = ["file,class_index", "a/0.png,0", "a/1.png,9", "b/2.png,1", "b/3.png,1"].join("\n");
  await chooseFolder(page, await pictures(8, { "validation/labels.csv": rows }));
  await measured(page);
  await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText(
    "1 sample has a label beyond the model's 2 classes and counts as unlabelled: a/1.png with class 9.",
  );
});

test("a table with a byte order mark, semicolons and a row twice is read, and says so", async ({ page }) => {
  await chooseModel(page, tiny());
  const rows = [
    "\uFEFFfile;class_index;segment",
    "a/0.png;0;day",
    "a/0.png;1;day",
    "a/1.png;0;night",
    "b/2.png;1;",
    "b/3.png;1;day",
  ];
  await chooseFolder(page, await pictures(8, { "validation/labels.csv": rows.join("\r\n") }));
  await expect(validation(page)).toContainText("Images of 2 classes, labels from labels.csv");
  await expect(page.getByRole("group", { name: "Segments of the samples" })).toContainText("night1");
  await unfold(page, "1 file skipped");
  await expect(validation(page)).toContainText("listed twice in labels.csv with other labels; the first row counts");
});

test("mixed sizes: what cannot go in is named, and the others go on", async ({ page }) => {
  await chooseModel(page, tiny());
  const odd = sharp({ create: { width: 12, height: 9, channels: 3, background: "#345" } });
  await chooseFolder(page, await pictures(8, { "validation/a/odd.png": await odd.png().toBuffer() }));
  await page.getByRole("combobox", { name: "Size" }).selectOption("none");
  await page.getByRole("button", { name: /^Measure/ }).click();
  await measured(page);
  await unfold(page, "1 file could not be run");
  await expect(validation(page)).toContainText("is 12 × 9, the model takes 8 × 8");
  await quantize(page);
  await goTo(page, "Check");
  await expect(page.getByText("1 file could not be run and count nowhere")).toBeVisible({ timeout: 60_000 });
});

test("boxes outside of their image are cut or left out, and named", async ({ page }) => {
  await chooseModel(page, tiny());
  const box = (id: number, bbox: readonly number[]) => ({ id, image_id: 1, category_id: 1, bbox });
  const coco = {
    images: [{ id: 1, file_name: "a/0.png", width: 8, height: 8 }],
    categories: [{ id: 1, name: "part" }],
    annotations: [box(1, [1, 1, 3, 3]), box(2, [6, 6, 9, 9]), box(3, [20, 20, 4, 4])],
  };
  await chooseFolder(page, await pictures(8, { "validation/annotations.json": JSON.stringify(coco) }));
  await expect(validation(page)).toContainText(/objects marked on 1 images?/);
  await unfold(page, /notes? on the labels/);
  await expect(validation(page).locator(".label-notes")).toContainText(/0\.png/);
});

test("a pattern that fits no name makes no segment, and says so", async ({ page }) => {
  await chooseModel(page, tiny());
  await chooseFolder(page, await pictures(8));
  await quantize(page);
  await goTo(page, "Check");
  await page.getByLabel("Segments by file name").fill("^(night)_", { timeout: 60_000 });
  await expect(page.getByText("No file name matches, so this makes no segment")).toBeVisible();
});

test("arrays of wrong names or shapes are named, and the others go on", async ({ page }) => {
  const model = buildModel({
    inputs: { one: ["N", 4], two: ["N", 2] },
    outputs: { y: ["N", 6] },
    nodes: [{ op: "Concat", name: "join", inputs: ["one", "two"], outputs: ["y"], attrs: { axis: 1 } }],
  });
  await chooseModel(page, model);
  const folder = await mkdtemp(join(tmpdir(), "qstudio-npz-"));
  const arrays = (shapes: Readonly<Record<string, number>>) =>
    writeArrays(
      Object.fromEntries(
        Object.entries(shapes).map(([name, n]) => [
          name,
          { dtype: "float32", dims: [n], data: new Float32Array(n).fill(1) },
        ]),
      ),
    );
  const samples = { good: { one: 4, two: 2 }, names: { one: 4, zwei: 2 }, shapes: { one: 5, two: 2 } };
  for (const [name, shapes] of Object.entries(samples)) {
    for (const role of ["calibration", "validation"]) {
      await mkdir(join(folder, role), { recursive: true });
      const blob = await arrays(shapes);
      await writeFile(join(folder, role, `${name}.npz`), new Uint8Array(await blob.arrayBuffer()));
    }
  }
  await chooseFolder(page, folder);
  await measured(page);
  await unfold(page, "2 files could not be run");
  await expect(validation(page)).toContainText("holds nothing for the inputs two");
  await expect(validation(page)).toContainText("is [5] for the input one, the model takes float32 [N, 4]");
});

test("nothing needs SharedArrayBuffer: the tests run in a tab without it", async ({ page }) => {
  expect(await page.evaluate(() => [typeof SharedArrayBuffer, crossOriginIsolated])).toEqual(["undefined", false]);
});
