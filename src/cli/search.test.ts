import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { main } from "./main.ts";

let folder = "";
let small: SmallProject;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-search-"));
  small = await writeSmallProject(folder, 12);
});
afterAll(() => rm(folder, { recursive: true }));

async function search(...more: string[]) {
  let [out, err] = ["", ""];
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    interactive: false,
  };
  const { calibration, validation, preprocess } = small;
  const data = ["--calibration", calibration, "--data", validation, "--preprocess", preprocess];
  const code = await main(["search", small.model, ...data, "--out", join(folder, "found"), ...more], io);
  return { code, out, err };
}

test("writes the best model, its recipe, its report and every trial", async () => {
  const { code, out } = await search("--max-drop", "10", "--min-agreement", "50", "--minutes", "2");
  expect(out).toContain("Best within the budget:");
  expect(code).toBe(0);
  const json = async (name: string) =>
    JSON.parse(await readFile(join(folder, "found", name), "utf8")) as Record<string, never>;
  const { trials, best } = (await json("search.json")) as unknown as {
    readonly trials: readonly { readonly id: string; readonly bytes: number }[];
    readonly best: string;
  };
  const { length } = await readFile(join(folder, "found", "best.onnx"));
  expect(trials.find(({ id }) => id === best)?.bytes).toBe(length);
  expect(await json("recipe.json")).toHaveProperty("scheme");
  expect(await json("report.json")).toHaveProperty("layers");
});

test("a budget that cannot be kept exits with 1 and writes the nearest", async () => {
  const { code, out } = await search("--max-drop", "1", "--max-size", "0.1", "--minutes", "1");
  expect(code).toBe(1);
  expect(out).toContain("No model keeps the budget. The nearest:");
});

test("a limit that is no number is bad input", async () => {
  const { code, err } = await search("--max-drop", "few");
  expect(code).toBe(2);
  expect(err).toContain("--max-drop few is not a number");
});
