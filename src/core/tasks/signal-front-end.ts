/**
 * @file Spectrum and logarithm computed inside the graph (DFT, mel, log, DCT). Powers there span many orders of
 * magnitude, and 8 bits hold two. Found by its shape: a logarithm of what the input went through without any learned
 * nonlinearity, and the orthogonal transform that reads it.
 */
import type { Node, ValueName } from "../graph/graph.ts";
import { dimsOf, floatsOf, isExternal } from "../onnx/tensor-data.ts";
import { activations, ancestors, ARITHMETIC, type Finder, MOVEMENT, type Scene } from "./finder.ts";

const SPECTRUM =
  "Part of the signal front end before the logarithm: its values span orders of magnitude that 8 bits cannot hold.";
const TRANSFORM =
  "A fixed transform of the logarithm (DCT) in the signal front end: its rounding would reach every feature.";

/** Ops a front end is made of; anything else before the logarithm is a network. */
const FRONT_END: ReadonlySet<string> = new Set([
  ...ARITHMETIC,
  ...MOVEMENT,
  "Conv",
  "DFT",
  "Gemm",
  "MatMul",
  "MelWeightMatrix",
  "ReduceL2",
  "ReduceSum",
  "ReduceSumSquare",
  "STFT",
]);

const LINEAR: ReadonlySet<string> = new Set(["Conv", "DFT", "Gemm", "MatMul", "STFT"]);

export const signalFrontEnd: Finder = (scene) => {
  const found = new Map<string, string>();
  for (const log of scene.graph.nodes.filter((n) => n.op === "Log")) {
    const before = ancestors(scene, log.inputs[0] ?? "");
    if (!before.some((n) => LINEAR.has(n.op)) || !before.every((n) => FRONT_END.has(n.op))) continue;
    for (const node of [...before, log]) found.set(node.name, SPECTRUM);
    for (const node of transformsOf(scene, log.outputs[0] ?? "")) found.set(node.name, TRANSFORM);
  }
  return found;
};

/** Orthogonal products that read the logarithm, past whatever moves or scales it, and what lies in between. */
function transformsOf(scene: Scene, log: ValueName): Node[] {
  const found: Node[] = [];
  const walk = (value: ValueName, path: readonly Node[]) => {
    for (const node of scene.consumers.get(value) ?? []) {
      if (LINEAR.has(node.op) && isOrthogonal(scene, node)) found.push(...path, node);
      const plain = (MOVEMENT.has(node.op) || ARITHMETIC.has(node.op)) && activations(scene, node).length === 1;
      if (plain) for (const output of node.outputs) walk(output, [...path, node]);
    }
  };
  walk(log, []);
  return found;
}

/** Largest correlation of two columns of a weight that counts as orthogonal; learned ones reach 0.2 and more. */
const ORTHOGONAL = 1e-3;
/** A learned layer can be that narrow and orthogonal by chance. */
const NARROWEST = 4;

/** True for a constant `[K, N]` weight whose columns are pairwise orthogonal, as in a DCT. */
function isOrthogonal({ graph }: Scene, node: Node): boolean {
  const weight = graph.constants.get(node.inputs[1] ?? "");
  if (weight === undefined || isExternal(weight) || graph.types.get(weight.name)?.elem !== 1) return false;
  const [rows = 0, columns = 0, ...more] = dimsOf(weight);
  if (more.length > 0 || columns < NARROWEST || columns > rows) return false;
  const w = floatsOf(weight);
  const product = (a: number, b: number) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += (w[r * columns + a] as number) * (w[r * columns + b] as number);
    return sum;
  };
  const norms = Array.from({ length: columns }, (_, c) => Math.sqrt(product(c, c)));
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < a; b++) {
      if (Math.abs(product(a, b)) > ORTHOGONAL * (norms[a] as number) * (norms[b] as number)) return false;
    }
  }
  return true;
}
