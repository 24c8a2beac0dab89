/** @file Gelu in two forms, SiLU and layer normalization as exporters write them out: the runtime has one float kernel for each. */
import { absorb } from "./early-fusions.ts";
import { collapse, isNear, madeBy, otherInput, readNode, scalarConstant } from "./patterns.ts";
import type { Step, Work } from "./work.ts";

/** x / sqrt(2) - Erf - + 1 - * x - * 0.5, in any order of the factors; or x * Sigmoid(x). */
export function fuseGelu(work: Work, step: Step): void {
  if (step.op === "Sigmoid") return fuseSilu(work, step);
  if (step.op === "Tanh") return fuseFastGelu(work, step);
  const scaled = madeBy(work, step.inputs[0], "Div") ?? madeBy(work, step.inputs[0], "Mul");
  const x = scaled?.inputs[0] ?? "";
  const factor = scaled === undefined ? undefined : scalarConstant(work, scaled.inputs[1] ?? "");
  if (scaled === undefined || !isNear(factor, scaled.op === "Div" ? Math.SQRT2 : Math.SQRT1_2)) return;
  const plus = readNode(work, step, "Add");
  const times = readNode(work, plus, "Mul");
  if (plus === undefined || times === undefined) return;
  const other = otherInput(times, plus.outputs[0]);
  const half = madeBy(work, other, "Mul");
  const last = half === undefined ? readNode(work, times, "Mul") : times;
  if (last === undefined || (other !== x && half === undefined)) return;
  const bias = madeByAdd(work, x, half === undefined ? [scaled, times] : [scaled, half]);
  collapse(work, [scaled, step, plus, times, half, bias], last, bias === undefined ? "Gelu" : "BiasGelu");
}

/** 0.5 x * (1 + Tanh(0.798 (x + 0.0447 x^3))), seen from the Tanh; never as an output of the model. */
function fuseFastGelu(work: Work, tanh: Step): void {
  const scaled = madeBy(work, tanh.inputs[0], "Mul");
  const sum = madeBy(work, scaled?.inputs[0], "Add");
  const x = sum?.inputs[0] ?? "";
  const cubic = madeBy(work, sum?.inputs[1], "Mul");
  const cube = cubic?.inputs.map((name) => madeBy(work, name, "Pow")).find((s) => s !== undefined);
  const plus = readNode(work, tanh, "Add");
  const last = readNode(work, plus, "Mul");
  if (scaled === undefined || cubic === undefined || cube?.inputs[0] !== x || plus === undefined || last === undefined)
    return;
  const half = madeBy(work, otherInput(last, plus.outputs[0]), "Mul");
  const isHalf = half !== undefined && half.inputs.includes(x);
  const factor = (step: Step, value: string | undefined) => scalarConstant(work, otherInput(step, value));
  const fits =
    isNear(factor(scaled, sum?.outputs[0]), Math.sqrt(2 / Math.PI)) && isNear(factor(cubic, cube.outputs[0]), 0.044715);
  if (!isHalf || !fits || factor(cube, x) !== 3 || work.makesOutput(last)) return;
  collapse(work, [cube, cubic, sum, scaled, tanh, plus, half], last, "FastGelu");
}

/** The Add of a constant row that makes `x`, when only the formula reads it. */
function madeByAdd(work: Work, x: string, readers: readonly Step[]): Step | undefined {
  const add = work.makerOf(x);
  if (add?.op !== "Add" || add.kernel !== undefined || work.outputs.has(x)) return undefined;
  if (work.readersOf(x).some((reader) => !readers.includes(reader))) return undefined;
  return add.inputs.some((name) => work.constants.get(name)?.dims.length === 1) ? add : undefined;
}

function fuseSilu(work: Work, sigmoid: Step): void {
  const mul = readNode(work, sigmoid, "Mul");
  if (mul === undefined || otherInput(mul, sigmoid.outputs[0]) !== sigmoid.inputs[0]) return;
  collapse(work, [sigmoid], mul, "QuickGelu");
}

/** x - mean - square - mean - + epsilon - Sqrt - Div - * gain (- + bias), seen from the Sqrt. */
export function fuseLayerNorm(work: Work, sqrt: Step): void {
  const plus = madeBy(work, sqrt.inputs[0], "Add");
  const variance = plus?.inputs.map((name) => madeBy(work, name, "ReduceMean")).find((s) => s !== undefined);
  const square = madeBy(work, variance?.inputs[0], "Pow") ?? madeBy(work, variance?.inputs[0], "Mul");
  const ratio = readNode(work, sqrt, "Div");
  const gain = readNode(work, ratio, "Mul");
  const centred = square?.inputs[0] ?? "";
  if (plus === undefined || variance === undefined || square === undefined || ratio?.inputs[0] !== centred) return;
  if (gain === undefined) return;
  const core = [plus, variance, square, sqrt, ratio];
  const sub = work.makerOf(centred);
  const mean = sub?.op === "Sub" ? madeBy(work, sub.inputs[1], "ReduceMean") : undefined;
  const isWhole = sub !== undefined && mean !== undefined && mean.inputs[0] === sub.inputs[0];
  if (!isWhole) return collapse(work, core, gain, "SimplifiedLayerNormalization");
  const shift = readNode(work, gain, "Add");
  if (shift === undefined) return;
  absorb(work, gain, shift, "LayerNormalization");
  collapse(work, [...core, sub, mean], gain, "LayerNormalization");
}
