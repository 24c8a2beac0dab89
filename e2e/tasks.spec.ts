import { existsSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { violations } from "./axe.ts";
import { dropPaths, expect, goTo, test, verdict } from "./studio-test.ts";
import { put, type SmallTask, writeTaskProject } from "./task-projects.ts";

const DATA = fileURLToPath(new URL("../../shared/data/", import.meta.url));

interface Case {
  readonly task: SmallTask;
  /** As the picker names it, guessed. */
  readonly title: string;
  /** What Data says of the labels. */
  readonly labels: RegExp | string;
  /** What Check measures. */
  readonly metrics: readonly string[];
  /** What the inspector shows of the first changed sample. */
  readonly inspect: (page: Page) => Promise<void>;
}

const inspector = (page: Page) => page.getByRole("complementary", { name: "Image" });

async function slide(page: Page): Promise<void> {
  await inspector(page).getByRole("radio", { name: "Slider" }).check();
  const slider = inspector(page).getByRole("slider", { name: /^Slider between FP32 and INT8/ });
  await slider.press("ArrowRight");
  await expect(slider).toHaveValue("51");
}

const CASES: readonly Case[] = [
  {
    task: "segmentation",
    title: "Segmentation",
    labels: "Masks of 8 of 8 images, from masks/",
    metrics: ["mIoU", "Right pixels"],
    inspect: async (page) => {
      await expect(inspector(page).getByRole("img", { name: "FP32: the classes of the pixels" })).toBeVisible();
      await slide(page);
      await inspector(page).getByRole("radio", { name: "Difference" }).check();
      await expect(inspector(page)).toContainText("of the pixels have another class");
      await expect(inspector(page).getByRole("table")).toContainText("class 1");
    },
  },
  {
    task: "regression",
    title: "Regression",
    labels: "Measured numbers of 8 of 8 images, from labels.csv",
    metrics: ["MAE", "RMSE"],
    inspect: async (page) => {
      await expect(inspector(page).getByRole("columnheader", { name: "Label" })).toBeVisible();
      const plots = page.getByRole("region", { name: "Answers against measured numbers" });
      await plots.getByRole("slider", { name: "answer − measured by what was measured" }).press("Home");
      await expect(plots).toContainText("8 labelled samples");
    },
  },
  {
    task: "embedding",
    title: "Embedding",
    labels: "Images of 2 classes, labels from class folders",
    metrics: ["Nearest is alike"],
    inspect: (page) => expect(inspector(page)).toContainText(/cosine/i),
  },
  {
    task: "image",
    title: "Image to image",
    labels: "Pictures to compare with of 8 of 8 images, from clean/",
    metrics: ["PSNR", "SSIM"],
    inspect: async (page) => {
      await expect(inspector(page).getByRole("img", { name: "FP32: the output" })).toBeVisible();
      await slide(page);
      await expect(inspector(page).getByRole("img", { name: "The picture to compare with" })).toBeVisible();
    },
  },
  {
    task: "any",
    title: "Any model",
    labels: "No labels found: agreement with FP32 is measured, accuracy cannot be.",
    metrics: ["SQNR"],
    inspect: (page) => expect(inspector(page)).toContainText(/SQNR/),
  },
];

async function expectClean(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    // Colours that fade from one theme to the other would be measured half way.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await violations(page), colorScheme).toEqual([]);
  }
}

for (const { task, title, labels, metrics, inspect } of CASES) {
  test(`${task}: labels are found, scores measured, and what changed is shown in its own terms`, async ({ page }) => {
    await dropPaths(page, [await writeTaskProject(task)]);
    await goTo(page, "Data");
    await expect(page.getByRole("region", { name: "Validation", exact: true })).toContainText(labels);
    const picker = page.getByRole("button", { name: /^Task: / });
    await expect(picker).toBeVisible();
    // Vectors look like scores of classes, and class folders say so too: what it is for is for people to say.
    if ((await picker.innerText()) !== `${title} (guessed)`) {
      await picker.click();
      await page.getByRole("menuitemradio", { name: new RegExp(`^${title}`) }).click();
    }
    await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText("Samples", { timeout: 60_000 });
    await expectClean(page);
    await goTo(page, "Tune");
    await page.getByRole("button", { name: /^Quantize/ }).click();
    await expect(verdict(page)).toBeVisible({ timeout: 60_000 });
    await goTo(page, "Check");
    const results = page.getByRole("group", { name: "Results" });
    for (const metric of metrics) await expect(results).toContainText(metric);
    await page.getByRole("region", { name: "Answers that changed" }).locator("button.flip").first().click();
    await inspect(page);
    await inspector(page).getByRole("button", { name: "Which layers hurt this sample" }).click();
    await expect(inspector(page).getByRole("region", { name: "Layers that hurt this sample" })).toContainText("look", {
      timeout: 60_000,
    });
    await expectClean(page);
  });
}

/** The set's boxes as Pascal VOC writes them, beside the images. */
async function vocFolder(images: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-voc-"));
  for (const role of ["calibration", "validation"]) {
    const marks = JSON.parse(await readFile(`${DATA}coco/${role}/annotations.json`, "utf8")) as Marks;
    for (const { file_name: file, width, height } of marks.images.slice(0, images)) {
      const objects = marks.annotations
        .filter((box) => box.image === file)
        .map(({ category, bbox_xywh: [x, y, w, h] }) => {
          const ends = `<xmin>${x + 1}</xmin><ymin>${y + 1}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax>`;
          return `<object><name>${marks.categories[category]}</name><bndbox>${ends}</bndbox></object>`;
        });
      const size = `<size><width>${width}</width><height>${height}</height><depth>3</depth></size>`;
      const xml = `<annotation><filename>${file}</filename>${size}${objects.join("")}</annotation>`;
      await put(folder, `${role}/Annotations/${file.replace(/\.jpg$/, ".xml")}`, xml);
      await put(folder, `${role}/JPEGImages/${file}`, await readFile(`${DATA}coco/${role}/images/${file}`));
    }
  }
  await put(folder, "validation/classes.names", await readFile(`${DATA}coco/coco80.names`));
  return folder;
}

interface Marks {
  readonly categories: readonly string[];
  readonly images: readonly { readonly file_name: string; readonly width: number; readonly height: number }[];
  readonly annotations: readonly {
    readonly image: string;
    readonly category: number;
    readonly bbox_xywh: readonly [number, number, number, number];
  }[];
}

test("detection: Pascal VOC's files mark the objects", async ({ page }) => {
  test.skip(!existsSync(`${DATA}coco`), "the labelled sets are not on this machine");
  await dropPaths(page, [`${DATA}models/yolox_nano.onnx`, await vocFolder(6)]);
  await goTo(page, "Data");
  const validation = page.getByRole("region", { name: "Validation", exact: true });
  await expect(validation).toContainText(/\d+ objects marked on 6 images, labels from 6 Pascal VOC files/);
  await expect(page.getByRole("button", { name: "Task: Detection (guessed)" })).toBeVisible();
  await expect(page.getByRole("region", { name: "FP32 baseline" })).toContainText("mAP50-95", { timeout: 120_000 });
  await expectClean(page);
});
