import { valueOfConstant } from "../graph/constant.ts";
import { namesOf, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Pass, ValueName } from "../graph/graph.ts";
import { renameReads } from "../graph/rename-reads.ts";
import { bodiesOf } from "../graph/subgraphs.ts";
import { withFields } from "../onnx/messages.ts";
import { type GraphProto, type NodeProto, type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { mapBodies } from "./opset/bodies.ts";

/**
 * Weights stored inside the bodies of If, Loop and Scan move to the graph around them, from where bodies may read:
 * there they can be seen, counted and quantized like any other.
 */
export const hoistWeights: Pass = {
  id: "hoist-weights",
  title: "Take weights out of the bodies of If, Loop and Scan",
  run(graph) {
    const taken = namesOf(graph);
    const found: TensorProto[] = [];
    const nodes = graph.nodes.map((node) => {
      if (bodiesOf(node.attrs).length === 0) return node;
      const hoist = (tensor: TensorProto): ValueName => {
        const name = unusedName(`${node.name}.${tensor.name}`, taken);
        taken.add(name);
        found.push(withFields(tensor, { name }));
        return name;
      };
      return mapBodies(node, (body) => withoutWeights(body, hoist));
    });
    return found.length === 0 ? graph : withConstants({ ...graph, nodes }, found);
  },
};

type Hoist = (tensor: TensorProto) => ValueName;

function withoutWeights(body: GraphProto, hoist: Hoist): GraphProto {
  const nested = withNested(body, hoist);
  const kept = new Set([...nested.output, ...nested.input].map(({ name }) => name));
  const weights = [...nested.initializer, ...nested.node.flatMap((n) => constantOf(n) ?? [])].filter(
    (t) => isWeight(t) && !kept.has(t.name),
  );
  if (weights.length === 0) return nested;
  const names = new Map(weights.map((t) => [t.name, hoist(t)]));
  const renamed = renameReads(nested, names);
  return withFields(renamed, {
    initializer: renamed.initializer.filter((t) => !names.has(t.name)),
    node: renamed.node.filter((n) => !names.has(constantOf(n)?.name ?? "")),
  });
}

/** Bodies inside this body first. */
function withNested(body: GraphProto, hoist: Hoist): GraphProto {
  const node = body.node.map((n) => {
    const attribute = n.attribute.map((a) => {
      if (a.g === undefined && a.graphs.length === 0) return a;
      const g = a.g && withoutWeights(a.g, hoist);
      const graphs = a.graphs.map((inner) => withoutWeights(inner, hoist));
      const same = g === a.g && graphs.every((inner, i) => inner === a.graphs[i]);
      return same ? a : withFields(a, { ...(g && { g }), graphs });
    });
    return attribute.every((a, i) => a === n.attribute[i]) ? n : withFields(n, { attribute });
  });
  return node.every((n, i) => n === body.node[i]) ? body : withFields(body, { node });
}

function constantOf({ opType, domain, output, attribute }: NodeProto): TensorProto | undefined {
  if (opType !== "Constant") return undefined;
  return valueOfConstant({
    op: opType,
    domain,
    outputs: output,
    attrs: Object.fromEntries(attribute.map((a) => [a.name, a])),
  });
}

function isWeight({ dataType, dims }: TensorProto): boolean {
  return dataType === T.FLOAT && dims.length > 1;
}
