/** @file A model of many layers, and the studio with it quantized: what tables and drawings must bear. */
import type { Page } from "@playwright/test";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { buildModel, floats, noise, type NodeSpec } from "../src/testing/build-model.ts";
import { goTo } from "./studio-test.ts";

/** Residual blocks of 1 x 1 convolutions: four nodes each. */
function deep(blocks: number): Buffer {
  const nodes = Array.from({ length: blocks }, (_, i): NodeSpec[] => [
    { op: "Conv", name: `conv_${i}_a`, inputs: [`x${i}`, "w"], outputs: [`a${i}`] },
    { op: "Relu", name: `relu_${i}`, inputs: [`a${i}`], outputs: [`b${i}`] },
    { op: "Conv", name: `conv_${i}_b`, inputs: [`b${i}`, "w"], outputs: [`c${i}`] },
    { op: "Add", name: `add_${i}`, inputs: [`c${i}`, `x${i}`], outputs: [`x${i + 1}`] },
  ]).flat();
  const w = floats(
    [4, 4, 1, 1],
    noise(16).map((x) => 0.1 * x),
  );
  const model = buildModel({ inputs: { x0: ["N", 4, 8, 8] }, outputs: [`x${blocks}`], nodes, constants: { w } });
  return Buffer.from(encodeModel(model));
}

/** A thousand nodes in dynamic INT8, which needs no samples; ends in Tune with its table of layers. */
export async function quantizeThousand(page: Page): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).first().click(),
  ]);
  await chooser.setFiles({ name: "deep.onnx", mimeType: "", buffer: deep(250) });
  await page.getByRole("region", { name: "Operators" }).waitFor();
  await goTo(page, "Tune");
  await page.getByRole("button", { name: /^Scheme/ }).click();
  await page
    .getByRole("menuitemradio", { name: /dynamic/i })
    .first()
    .click();
  await page.getByRole("button", { name: /^Quantize/ }).click();
  await page.getByRole("grid", { name: "Layers" }).waitFor({ timeout: 120_000 });
}
