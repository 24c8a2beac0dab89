/** @file Ops that pick, repeat or interpolate elements. */
import { attrFloats, attrInt } from "../../onnx/attributes.ts";
import {
  axisOf,
  broadcast,
  type Dim,
  type Dims,
  type InferContext,
  type InferRule,
  type InferTable,
  numbersAt,
  typed,
} from "./infer.ts";

const INT64 = 7;

const gather: InferRule = (c) => {
  const [data, index] = [c.type(0), c.type(1)];
  if (data.dims === undefined || index.dims === undefined) return [{ elem: data.elem }];
  const axis = axisOf(attrInt(c.node, "axis", 0), data.dims.length);
  return [typed(data.elem, [...data.dims.slice(0, axis), ...index.dims, ...data.dims.slice(axis + 1)])];
};

const expand: InferRule = (c) => [typed(c.type(0).elem, broadcast([c.type(0).dims, c.known(1)?.values]))];

const tile: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const repeats = numbersAt(c, 1);
  return [
    typed(
      elem,
      dims?.map((d, i) => scaled(d, repeats?.[i])),
    ),
  ];
};

function scaled(size: Dim, factor: number | undefined): Dim {
  if (factor === 1) return size;
  return typeof size === "number" && factor !== undefined ? Math.floor(size * factor) : null;
}

/** [N, C, H, W]: blocks move from depth to space (`grow` > 1) or back. */
const blocks =
  (toSpace: boolean): InferRule =>
  (c) => {
    const { elem, dims } = c.type(0);
    const b = attrInt(c.node, "blocksize", 1);
    const [depth, space] = toSpace ? [1 / (b * b), b] : [b * b, 1 / b];
    return [
      typed(
        elem,
        dims?.map((d, i) => (i === 0 ? d : scaled(d, i === 1 ? depth : space))),
      ),
    ];
  };

/** Sizes win over scales. Inputs: x, (roi,) scales, sizes since opset 11; x, scales before; scales as attribute in Upsample 7. */
const resize: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const sizes = numbersAt(c, 3);
  if (sizes !== undefined && sizes.length === dims?.length) return [typed(elem, sizes)];
  const scales = attrFloats(c.node, "scales", undefined) ?? scalesAt(c);
  return [
    typed(
      elem,
      dims?.map((d, i) => scaled(d, scales?.[i])),
    ),
  ];
};

/** Scales are floats: the driver hands them over as known numbers all the same. */
function scalesAt(c: InferContext): number[] | undefined {
  const found = numbersAt(c, c.node.inputs.length > 2 ? 2 : 1);
  return found?.length === 0 ? undefined : found;
}

const topK: InferRule = (c) => {
  const { elem, dims } = c.type(0);
  const k = numbersAt(c, 1)?.[0] ?? null;
  const axis = axisOf(attrInt(c.node, "axis", -1), dims?.length ?? 0);
  const to: Dims | undefined = dims?.map((d, i) => (i === axis ? k : d));
  return [typed(elem, to), typed(INT64, to)];
};

const shape: InferRule = (c) => {
  const rank = c.type(0).dims?.length;
  if (rank === undefined) return [{ elem: INT64, dims: [null] }];
  const from = axisOf(attrInt(c.node, "start", 0), rank);
  const to = axisOf(attrInt(c.node, "end", rank), rank);
  return [{ elem: INT64, dims: [Math.max(0, Math.min(to, rank) - Math.max(from, 0))] }];
};

const constantOfShape: InferRule = (c) => [typed(c.node.attrs.value?.t?.dataType ?? 1, c.known(0)?.values)];

export const SELECTION: InferTable = {
  ConstantOfShape: constantOfShape,
  DepthToSpace: blocks(true),
  Expand: expand,
  Gather: gather,
  GatherElements: (c) => [typed(c.type(0).elem, c.type(1).dims)],
  Resize: resize,
  ScatterElements: (c) => [c.type(0)],
  ScatterND: (c) => [c.type(0)],
  Shape: shape,
  Size: () => [{ elem: INT64, dims: [] }],
  SpaceToDepth: blocks(false),
  Tile: tile,
  TopK: topK,
  Upsample: resize,
};
