/** @file Whether two models take and give the same, so that their answers on the same samples can be compared. */
import { StudioError } from "../errors.ts";
import { elemName } from "../onnx/elem.ts";
import type { Graph, ValueName } from "./graph.ts";
import type { Dim } from "./value-info.ts";

/** A model with the name of its file. */
export interface Named {
  readonly file: string;
  readonly graph: Graph;
}

/**
 * Inputs are matched by name, a single one by position; outputs by position, since quantizers rename them. Open sizes fit
 * any size, and floats of any width fit each other: the runtime is fed what each model declares.
 * @throws StudioError `compare/inputs`, `compare/outputs`
 */
export function requireSameInterface(original: Named, other: Named): void {
  const [a, b] = [original.graph, other.graph];
  const named =
    a.inputs.length === 1 ? b.inputs : b.inputs.toSorted((x, y) => a.inputs.indexOf(x) - a.inputs.indexOf(y));
  const sameNames = a.inputs.length === 1 || a.inputs.every((name) => b.inputs.includes(name));
  if (!sameNames || !fits(a, a.inputs, b, named)) throw refusal("compare/inputs", original, other, "inputs");
  if (!fits(a, a.outputs, b, b.outputs)) throw refusal("compare/outputs", original, other, "outputs");
}

function fits(a: Graph, ofA: readonly ValueName[], b: Graph, ofB: readonly ValueName[]): boolean {
  return ofA.length === ofB.length && ofA.every((name, i) => sameType(a, name, b, ofB[i] ?? ""));
}

function sameType(a: Graph, nameA: ValueName, b: Graph, nameB: ValueName): boolean {
  const [x, y] = [a.types.get(nameA), b.types.get(nameB)];
  if (x === undefined || y === undefined) return true;
  return sameElem(x.elem, y.elem) && sameDims(x.dims, y.dims);
}

function sameElem(a: number, b: number): boolean {
  const isFloat = (elem: number) => /^b?float/.test(elemName(elem));
  return a === b || a === 0 || b === 0 || (isFloat(a) && isFloat(b));
}

function sameDims(a: readonly Dim[] | undefined, b: readonly Dim[] | undefined): boolean {
  if (a === undefined || b === undefined) return true;
  return a.length === b.length && a.every((dim, i) => sameDim(dim, b[i]));
}

function sameDim(a: Dim, b: Dim | undefined): boolean {
  return typeof a !== "number" || typeof b !== "number" || a === b;
}

function refusal(code: "compare/inputs" | "compare/outputs", a: Named, b: Named, which: "inputs" | "outputs") {
  const have = described(b.graph, b.graph[which]);
  return new StudioError(code, { file: b.file, original: a.file, have, want: described(a.graph, a.graph[which]) });
}

/** "x: float32 [N, 3, 224, 224]", for each. */
function described(graph: Graph, names: readonly ValueName[]): string {
  const one = (name: ValueName) => {
    const { elem = 0, dims } = graph.types.get(name) ?? {};
    return `${name}: ${elemName(elem)} ${dims === undefined ? "of any shape" : `[${dims.map((d) => d ?? "?").join(", ")}]`}`;
  };
  return names.map(one).join("; ") || "none";
}
