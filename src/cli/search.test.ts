import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SmallProject, writeSmallProject } from "../testing/small-project.ts";
import { runCli } from "../testing/run-cli.ts";

let folder = "";
let small: SmallProject;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "qstudio-search-"));
  small = await writeSmallProject(folder, 12);
});
afterAll(() => rm(folder, { recursive: true }));

const search = (...more: string[]) => {
  const { calibration, validation, preprocess } = small;
  const data = ["--calibration", calibration, "--data", validation, "--preprocess", preprocess];
  return runCli("search", small.model, ...data, "--out", join(folder, "found"), ...more);
};

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

test("a device limits what is run, and its costs are printed and kept as estimates", async () => {
  const limits = ["--max-drop", "50", "--min-agreement", "0", "--device", "cortex-m4"];
  const { code, out } = await search(...limits, "--fits", "--max-time", "0.000001", "--minutes", "1");
  expect(code).toBe(1);
  expect(out).toMatch(/estimate: [\d.]+ % of Cortex-M4's memory, [\d.]+ ms on Cortex-M4/);
  expect(out).toContain("not run: takes");
  const kept = await readFile(join(folder, "found", "search.json"), "utf8");
  const { trials } = JSON.parse(kept) as { trials: readonly { readonly costs: readonly number[] }[] };
  expect(trials[0]?.costs).toHaveLength(2);
  const fast = await search("--max-drop", "50", "--min-agreement", "0", "--device", "cortex-m4", "--least", "time");
  expect(fast.out).toContain("Not beaten in both cost and accuracy:");
  expect(fast.code).toBe(0);
});

test("a device of one's own is described in a file; what is not understood is bad input", async () => {
  const file = join(folder, "board.json");
  const macs = { int8: 1e8, float16: null, float32: 1e7 };
  const board = { id: "own", title: "Board", macs, bandwidth: 1e8, ram: 1e6, flash: 1e6, onChip: true, source: "" };
  await writeFile(file, JSON.stringify(board));
  const given = ["--max-drop", "50", "--min-agreement", "0", "--minutes", "1", "--first"];
  const { code, out } = await search(...given, "--device", file, "--fits");
  expect([code, out.includes("of Board's memory")]).toEqual([0, true]);
  await writeFile(file, JSON.stringify({ ...board, ram: "much" }));
  const refused = [
    [["--device", file, "--fits"], "does not describe a device: ram"],
    [["--device", "cortex"], "limits nothing by itself"],
    [["--device", "cortex", "--fits"], "--device cortex is not known"],
    [["--max-ram", "64"], "without a device"],
    [["--device", "cortex-m4", "--least", "flash"], "--least flash is not known"],
    [["--segment-drop", "dark=1"], "no sample is in a segment or class of this name"],
  ] as const;
  for (const [options, text] of refused) {
    const { code: failed, err } = await search(...given, ...options);
    expect([failed, err]).toEqual([2, expect.stringContaining(text)]);
  }
});

test("a limit that is no number is bad input", async () => {
  const { code, err } = await search("--max-drop", "few");
  expect(code).toBe(2);
  expect(err).toContain("--max-drop few is not a number");
});
