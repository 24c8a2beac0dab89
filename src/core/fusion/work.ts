/**
 * @file A graph that is changed in place while the runtime's optimizer is followed step by step. Local to
 * `fusionMap`: it starts as a copy and never escapes. Edges are value names, as in `Graph`.
 */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { capturedBy } from "../graph/subgraphs.ts";
import { type AttributeProto, type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";

/** A node under work. */
export interface Step {
  /** Name of the node of the original graph that this one computes. */
  readonly origin: string;
  op: string;
  domain: string;
  inputs: ValueName[];
  outputs: ValueName[];
  attrs: Readonly<Record<string, AttributeProto>>;
  /** Set once the node runs on integers: the kernel that does it. */
  kernel?: string;
  /** Why it runs as it does, in the user's words. */
  reason?: string;
}

export class Work {
  readonly graph: Graph;
  readonly constants: Map<ValueName, TensorProto>;
  readonly outputs: ReadonlySet<ValueName>;
  /** Read by the body of an If, Loop or Scan: such an edge is never moved. */
  readonly captured: ReadonlySet<ValueName>;
  /** Why a node is no longer computed, by original name. */
  readonly gone = new Map<string, string>();
  private readonly elems = new Map<ValueName, number>();
  private readonly readers = new Map<ValueName, Step[]>();
  private readonly makers = new Map<ValueName, Step>();
  private readonly dead = new Set<Step>();
  private order: Step[];
  private names = 0;

  constructor(graph: Graph) {
    this.graph = graph;
    this.constants = new Map([...graph.constants].filter(([name]) => !graph.overridable.has(name)));
    this.outputs = new Set(graph.outputs);
    this.captured = new Set(graph.nodes.flatMap(capturedBy));
    this.order = graph.nodes.map(stepOf);
    for (const step of this.order) this.link(step);
  }

  /** In topological order. */
  get nodes(): readonly Step[] {
    if (this.dead.size > 0) this.order = this.order.filter((n) => !this.dead.has(n));
    this.dead.clear();
    return this.order;
  }

  /** Element type as far as it is known, 0 else. */
  elemOf(value: ValueName): number {
    return this.elems.get(value) ?? this.constants.get(value)?.dataType ?? this.graph.types.get(value)?.elem ?? 0;
  }

  setElem(value: ValueName, elem: number): void {
    this.elems.set(value, elem);
  }

  /** Readers once per edge: a node that reads a value twice is listed twice. */
  readersOf(value: ValueName): readonly Step[] {
    return this.readers.get(value) ?? [];
  }

  makerOf(value: ValueName): Step | undefined {
    return this.makers.get(value);
  }

  /** Edges out of a node; reads from inside subgraphs count. */
  edgesOf(step: Step): number {
    return step.outputs.reduce((n, o) => n + this.readersOf(o).length + (this.captured.has(o) ? 1 : 0), 0);
  }

  makesOutput(step: Step): boolean {
    return step.outputs.some((name) => this.outputs.has(name));
  }

  /** The single reader of a node's only output, when nothing else sees that value. */
  onlyReader(step: Step): Step | undefined {
    if (step.outputs.length !== 1 || this.edgesOf(step) !== 1 || this.makesOutput(step)) return undefined;
    return this.readersOf(step.outputs[0] ?? "")[0];
  }

  setInput(step: Step, slot: number, value: ValueName): void {
    const before = step.inputs[slot] ?? "";
    if (before !== "") drop(this.readers, before, step);
    step.inputs[slot] = value;
    if (value !== "") push(this.readers, value, step);
  }

  /** Gives the node another output name; nobody reads the old one any more. */
  setOutput(step: Step, slot: number, value: ValueName): void {
    this.makers.delete(step.outputs[slot] ?? "");
    step.outputs[slot] = value;
    this.makers.set(value, step);
  }

  /** Every reader of `from` reads `to` instead. */
  redirect(from: ValueName, to: ValueName): void {
    for (const step of new Set(this.readersOf(from)))
      step.inputs.forEach((name, slot) => name === from && this.setInput(step, slot, to));
  }

  remove(step: Step, reason: string): void {
    this.unlink(step);
    this.dead.add(step);
    this.gone.set(step.origin, reason);
  }

  /** Adds a node before another one. */
  insertBefore(next: Step, step: Step): void {
    this.order.splice(this.order.indexOf(next), 0, step);
    this.link(step);
  }

  insertAfter(previous: Step, step: Step): void {
    this.order.splice(this.order.indexOf(previous) + 1, 0, step);
    this.link(step);
  }

  /** A value name that is not in use. */
  fresh(base: string): ValueName {
    return `${base}\u0000${this.names++}`;
  }

  private link(step: Step): void {
    for (const name of step.inputs) if (name !== "") push(this.readers, name, step);
    for (const name of step.outputs) if (name !== "") this.makers.set(name, step);
    if (step.op === "QuantizeLinear") this.setElem(step.outputs[0] ?? "", quantizedElem(this, step));
  }

  private unlink(step: Step): void {
    for (const name of step.inputs) if (name !== "") drop(this.readers, name, step);
    for (const name of step.outputs) if (this.makers.get(name) === step) this.makers.delete(name);
  }
}

function stepOf(node: Node): Step {
  const { name, op, domain, inputs, outputs, attrs } = node;
  return { origin: name, op, domain, inputs: [...inputs], outputs: outputs.filter((o) => o !== ""), attrs };
}

/** The type of the zero point, else `output_dtype`, else uint8. */
function quantizedElem(work: Work, step: Step): number {
  const zero = step.inputs[2] ?? "";
  if (zero !== "") return work.elemOf(zero);
  const asked = Number(step.attrs["output_dtype"]?.i ?? 0);
  return asked === 0 ? T.UINT8 : asked;
}

function push(map: Map<ValueName, Step[]>, name: ValueName, step: Step): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, [step]);
  else known.push(step);
}

function drop(map: Map<ValueName, Step[]>, name: ValueName, step: Step): void {
  const known = map.get(name);
  const at = known?.indexOf(step) ?? -1;
  if (at >= 0) known?.splice(at, 1);
}
