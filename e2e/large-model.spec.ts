import { mkdtemp, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeModel } from "../src/core/onnx/decode.ts";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { externalFiles, externalTensor } from "../src/core/onnx/external.ts";
import { withFields } from "../src/core/onnx/messages.ts";
import { buildModel, floats } from "../src/testing/build-model.ts";
import { expect, goTo, test } from "./studio-test.ts";

/** Seventeen products of 4096 x 4096: more than a gigabyte of weights, all of them holes in a sparse file. */
const K = 4096;
const LAYERS = 17;
const BYTES = 4 * K * K;

async function writeLarge(folder: string): Promise<readonly string[]> {
  const layers = Array.from({ length: LAYERS }, (_, i) => i);
  const empty = floats([0], []);
  const net = buildModel({
    inputs: { x: ["N", K] },
    outputs: [`y${LAYERS}`],
    nodes: layers.map((i) => ({
      op: "MatMul",
      inputs: [i === 0 ? "x" : `y${i}`, `w${i}`],
      outputs: [`y${i + 1}`],
      name: `product${i}`,
    })),
    constants: Object.fromEntries(layers.map((i) => [`w${i}`, empty])),
  });
  const graph = net.graph as NonNullable<typeof net.graph>;
  const initializer = graph.initializer.map((t, i) => {
    const shaped = withFields(t, { dims: [BigInt(K), BigInt(K)], rawData: new Uint8Array() });
    return externalTensor(shaped, { location: "large.data", offset: i * BYTES, length: BYTES });
  });
  const paths = [join(folder, "large.onnx"), join(folder, "large.data")] as const;
  await writeFile(paths[0], encodeModel(withFields(net, { graph: withFields(graph, { initializer }) })));
  const file = await open(paths[1], "w");
  await file.truncate(LAYERS * BYTES);
  await file.close();
  return paths;
}

test("a model above a gigabyte is quantized weight by weight, and leaves as two files", async ({ page }) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), "large-model-"));
  try {
    await page.getByLabel(/^Choose files: Model/).setInputFiles([...(await writeLarge(folder))]);
    const panel = page.getByRole("region", { name: "Too large to be run here" });
    await expect(panel).toContainText("1.14");
    await goTo(page, "Tune");
    await expect(
      page.getByRole("heading", { name: "This model is too large to be run in a browser tab" }),
    ).toBeVisible();
    await goTo(page, "Model");
    await panel.getByRole("button", { name: "Quantize" }).click();
    // Leaving the place does not stop it.
    await goTo(page, "Data");
    await goTo(page, "Model");
    await expect(panel.getByRole("status")).toContainText(`${LAYERS} layers were quantized`, { timeout: 200_000 });
    const save = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel.getByRole("button", { name: `Download ${name}`, exact: true }).click(),
      ]);
      return download.path();
    };
    const onnx = decodeModel(new Uint8Array(await readFile(await save("large.w4.onnx"))), "large.w4.onnx");
    expect(externalFiles(onnx)).toEqual(["large.w4.onnx.data"]);
    const { size } = await stat(await save("large.w4.onnx.data"));
    expect(size).toBeGreaterThan((LAYERS * BYTES) / 8);
    expect(size).toBeLessThan((LAYERS * BYTES) / 6);
  } finally {
    await rm(folder, { recursive: true });
  }
});
