/**
 * @file The command line: reads arguments, runs one command, answers with an exit code. A command is loaded
 * when it is called: `--help` need not wait for a runtime.
 */
import { createRequire } from "node:module";
import { Command } from "commander";
import type { CompareOptions } from "./compare.ts";
import type { DeviceOptions } from "./device.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import type { InspectOptions } from "./inspect.ts";
import { report } from "./failure.ts";
import { type Io, PROCESS_IO } from "./io.ts";
import type { QuantizeOptions } from "./quantize.ts";
import type { SaturationOptions } from "./saturation.ts";
import type { SensitivityOptions } from "./sensitivity.ts";
import type { StressOptions } from "./stress.ts";
import type { SearchOptions } from "./search.ts";
import { settingsHelp } from "./settings.ts";
import { DEVICES } from "../core/evaluate/device/devices.ts";
import { CORRUPTION_IDS } from "../core/samples/stress/corruption.ts";
import { PRESETS } from "../core/samples/presets.ts";
import { TASK_IDS } from "../core/evaluate/tasks/task.ts";

const { version } = createRequire(import.meta.url)("../../package.json") as { readonly version: string };

/**
 * @param args without the interpreter and the script
 * @returns 0 done, 1 the budget was missed, 2 bad input, 70 a bug of ours
 */
export async function main(args: readonly string[], io: Io = PROCESS_IO): Promise<number> {
  const done = { code: 0 };
  try {
    await program(io, (code) => (done.code = code)).parseAsync([...args], { from: "user" });
    return done.code;
  } catch (thrown) {
    return report(thrown, io);
  }
}

type Finish = (code: number) => void;

function program(io: Io, finish: Finish): Command {
  const qstudio = new Command("qstudio")
    .description(
      "Post-training quantization of ONNX models: inspect, quantize, evaluate, compare, sensitivity, search, saturation, stress, device, schemes.",
    )
    .version(version)
    .exitOverride()
    // Failures are printed by `report`, in one form.
    .configureOutput({ writeOut: io.out, writeErr: io.out, outputError: () => {} });
  addInspect(qstudio, io, finish);
  addQuantize(qstudio, io, finish);
  addEvaluate(qstudio, io, finish);
  addCompare(qstudio, io, finish);
  addSaturation(qstudio, io, finish);
  addSensitivity(qstudio, io, finish);
  addSearch(qstudio, io, finish);
  addStress(qstudio, io, finish);
  addDevice(qstudio, io, finish);
  addSchemes(qstudio, io, finish);
  return qstudio;
}

const PREPROCESS = `${PRESETS.map(({ id }) => id).join(", ")}, or a JSON file; guessed and printed when left out`;
const DEVICE_IDS = DEVICES.map(({ id }) => id).join(", ");
const DIR = "images, .wav, .npy or .npz in class folders, in a folder with labels.csv, or in a .zip of either";

function addInspect(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("inspect")
    .description("what a model holds: inputs, ops, parameters, sizes, and what cannot be quantized")
    .argument("<model>", "an .onnx file, with its external data beside it")
    .option("--json", "print JSON")
    .action(async (model: string, options: InspectOptions) =>
      finish(await (await import("./inspect.ts")).inspectCommand(model, options, io)),
    );
}

function addQuantize(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("quantize")
    .description("calibrate and quantize a model: INT8, INT16 activations, INT4 weights, FP16 or a mixture")
    .argument("<model>", "an .onnx file")
    .option(
      "--calibration <dir>",
      `samples: ${DIR}; or random, without data. Dynamic and weight-only do without, less well`,
    )
    .option("--preprocess <preset|file>", PREPROCESS)
    .option("--recipe <file>", "recipe.json of an export; the default recipe when left out")
    .option("--set <path=value>", "change a setting of the recipe, repeatable; see below", collect, [])
    .requiredOption("--out <file>", "the quantized .onnx")
    .option("--report <file>", "report.json: layers, reasons, hashes, and the check of the written file")
    .addHelpText("after", settingsHelp)
    .action(async (model: string, options: QuantizeOptions) =>
      finish(await (await import("./quantize.ts")).quantizeCommand(model, options, io)),
    );
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function addEvaluate(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("evaluate")
    .description("run a model over samples and write its answers and scores")
    .argument("<model>", "an .onnx file, quantized or not")
    .requiredOption("--data <dir>", `samples: ${DIR}; boxes, masks or numbers beside them`)
    .option(
      "--labels <file>",
      "instead of the folder's own: a labels.csv (regression: with numbers), COCO's JSON, or a folder with YOLO's text files, Pascal VOC's XML, masks or target images",
    )
    .option("--task <name>", `${TASK_IDS.join(", ")}; guessed from the model's output when left out`)
    .option("--segments <how>", "a column of labels.csv, folder, or a pattern whose first group names the segment")
    .option(
      "--decoder <id>",
      "of a detector, how its boxes are written; found by the shapes of its outputs when left out",
    )
    .option("--nms <settings>", "of a detector: score=0.01,overlap=0.65,perClass=true,most=100, any of them")
    .option("--calibration <dir>", "samples that it was calibrated on: those that are in --data too are named")
    .option("--preprocess <preset|file>", PREPROCESS)
    .option(
      "--runtime <name>",
      "native (this machine's), wasm (the browser's), or auto: native where it is exact",
      "auto",
    )
    .requiredOption("--out <file>", "the results, for compare")
    .action(async (model: string, options: EvaluateOptions) =>
      finish(await (await import("./evaluate.ts")).evaluateCommand(model, options, io)),
    );
}

function addCompare(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("compare")
    .description("compare two results files: size, every score with its interval, segments, agreement, flips")
    .argument("<base>", "results of the original model")
    .argument("<other>", "results of the quantized model")
    .option("--max-drop <points>", "exit with 1 when the main score (without labels: agreement) drops by more")
    .option(
      "--unit <name>",
      "of these limits: points, in the unit of the score, or relative, percent of the original's",
      "points",
    )
    .option("--segment-drop <name=points>", "the same for a segment or class, repeatable", collect, [])
    .option("--gates <file>", "ids of samples that must stay right, one per line; exit with 1 when one does not")
    .option("--junit <file>", "write the budgets and gates as JUnit XML")
    .option("--json", "print JSON")
    .action(async (base: string, other: string, options: CompareOptions) =>
      finish(await (await import("./compare.ts")).compareCommand(base, other, options, io)),
    );
}

function addSearch(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("search")
    .description(
      "find the smallest model within an accuracy budget, or the most accurate one below a size, by measuring",
    )
    .argument("<model>", "an .onnx file")
    .requiredOption("--calibration <dir>", DIR)
    .requiredOption("--data <dir>", `samples to measure on, best with labels: ${DIR}`)
    .requiredOption(
      "--max-drop <number>",
      "most that may be lost of the main score of the task: points of top-1, mAP50-95 or mIoU, dB, percent of an error such as MAE; without labels, of agreement with FP32",
    )
    .option("--unit <name>", "points: in the unit of the score, or relative: percent of FP32's; as suits the score")
    .option("--segment-drop <name=number>", "the same for a segment, repeatable", collect, [])
    .option("--task <name>", `${TASK_IDS.join(", ")}; guessed from the model's output and the labels`)
    .option("--max-size <kB>", "largest file; then the most accurate one is looked for, else the smallest")
    .option("--device <id|file>", `limits below are of this device: ${DEVICE_IDS}, or a JSON file; all are estimates`)
    .option("--fits", "it must fit the device: flash, RAM, and kernels for every layer")
    .option("--max-ram <kB>", "most RAM for activations on the device")
    .option("--max-time <ms>", "longest time for a sample on the device")
    .option("--max-energy <percent>", "most energy on the device, of FP32's")
    .option(
      "--least <cost>",
      "ram, time or energy: look for the model with the least of it on the device, not the smallest",
    )
    .option(
      "--min-agreement <percent>",
      "least agreement with FP32; five times --max-drop may change else, where that is of top-1",
    )
    .option("--metric <name>", "score or agreement: what --max-drop is of; the score where there are labels")
    .option("--minutes <count>", "longest it may take", "10")
    .option("--first", "stop with the first model that passes")
    .option("--precisions <list>", "what layers may be pinned to", "float32,float16,int16,int4")
    .option("--labels <file>", "a labels.csv to use instead of the folder's own")
    .option("--preprocess <preset|file>", PREPROCESS)
    .option("--recipe <file>", "recipe.json to start from; the default recipe when left out")
    .option("--set <path=value>", "change a setting of the recipe it starts from, repeatable", collect, [])
    .requiredOption("--out <dir>", "best.onnx, recipe.json, report.json and search.json with every trial")
    .action(async (model: string, options: SearchOptions) =>
      finish(await (await import("./search.ts")).searchCommand(model, options, io)),
    );
}

function addSaturation(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("saturation")
    .description("what x86 without VNNI would make of a quantized model: its layers, what they lose, and the remedy")
    .argument("<model>", "a quantized .onnx file")
    .requiredOption("--data <dir>", DIR)
    .option("--preprocess <preset|file>", PREPROCESS)
    .option("--samples <count>", "samples to simulate, taken evenly from the data", "8")
    .option("--json", "print JSON")
    .action(async (model: string, options: SaturationOptions) =>
      finish(await (await import("./saturation.ts")).saturationCommand(model, options, io)),
    );
}

function addSensitivity(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("sensitivity")
    .description("what rounding each layer costs at the network's output, the most harmful first")
    .argument("<model>", "an .onnx file")
    .requiredOption("--calibration <dir>", `samples: ${DIR}`)
    .option("--preprocess <preset|file>", PREPROCESS)
    .option("--recipe <file>", "recipe.json of an export; the default recipe when left out")
    .option("--set <path=value>", "change a setting of the recipe, repeatable; see below", collect, [])
    .option("--images <count>", "samples to look at, taken evenly from the calibration samples", "64")
    .requiredOption("--out <file>", "the layers as JSON")
    .addHelpText("after", settingsHelp)
    .action(async (model: string, options: SensitivityOptions) =>
      finish(await (await import("./sensitivity.ts")).sensitivityCommand(model, options, io)),
    );
}

function addStress(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("stress")
    .description(
      "which synthetic change of the samples (darker, blur, noise, JPEG, contrast, shift) breaks the quantized model first",
    )
    .argument("<model>", "the original .onnx file")
    .argument("<quantized>", "a quantized .onnx file with the same inputs")
    .requiredOption("--data <dir>", `samples, best with labels: ${DIR}`)
    .option("--labels <file>", "a labels.csv to use instead of the folder's own")
    .option("--task <name>", `${TASK_IDS.join(", ")}; guessed from the model's output when left out`)
    .option("--kinds <list>", `${CORRUPTION_IDS.join(", ")}; all that fit when left out`)
    .option("--images <count>", "samples to corrupt, spread over segments and classes", "100")
    .option("--preprocess <preset|file>", PREPROCESS)
    .option("--runtime <name>", "native, wasm, or auto: native where it is exact", "auto")
    .option("--out <file>", "the scores as JSON")
    .action(async (model: string, quantized: string, options: StressOptions) =>
      finish(await (await import("./stress.ts")).stressCommand(model, quantized, options, io)),
    );
}

function addDevice(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("device")
    .description("what a model would need on typical devices: flash, RAM, time, relative energy; always an estimate")
    .argument("<model>", "an .onnx file, quantized or not")
    .option("--against <file>", "another .onnx to show beside it, as its quantized form")
    .option("--json", "print JSON, with the source of each figure")
    .action(async (model: string, options: DeviceOptions) =>
      finish(await (await import("./device.ts")).deviceCommand(model, options, io)),
    );
}

function addSchemes(qstudio: Command, io: Io, finish: Finish): void {
  qstudio
    .command("schemes")
    .description("the names of schemes and targets, and when to use each")
    .option("--json", "print JSON", false)
    .action(async (options: { json: boolean }) => finish((await import("./schemes.ts")).schemesCommand(options, io)));
}
