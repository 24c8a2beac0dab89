/**
 * @file Writes small Q/DQ graphs for tests.
 *
 *     const g = new Qdq({ x: [1, 3, 8, 8] });
 *     g.q("x"); g.weight("w", [4, 3, 3, 3]); g.op("Conv", ["x_dq", "w_dq"], "y"); g.q("y"); g.model("y_dq")
 */
import type { AttributeProto, ModelProto, TensorProto } from "../core/onnx/onnx_pb.ts";
import { TensorProto_DataType as T } from "../core/onnx/onnx_pb.ts";
import { makeTensor } from "../core/onnx/tensor-data.ts";
import { buildModel, floats, type NodeSpec, noise } from "./build-model.ts";

export type QType = "uint8" | "int8" | "uint16" | "int16" | "int32" | "uint4" | "int4";

const MAKE = {
  uint8: [T.UINT8, Uint8Array],
  int8: [T.INT8, Int8Array],
  uint16: [T.UINT16, Uint16Array],
  int16: [T.INT16, Int16Array],
  int32: [T.INT32, Int32Array],
  uint4: [T.UINT4, Uint8Array],
  int4: [T.INT4, Uint8Array],
} as const;

export interface Quant {
  readonly type?: QType;
  readonly scale?: number;
  readonly zero?: number;
  /** Without a zero point input. */
  readonly bare?: boolean;
}

export interface WeightQuant extends Omit<Quant, "scale"> {
  readonly scale?: number | readonly number[];
  readonly axis?: number;
  readonly block?: number;
  /** Integers; noise over the type's range by default. */
  readonly values?: readonly number[];
}

export class Qdq {
  private readonly nodes: NodeSpec[] = [];
  private readonly constants: Record<string, TensorProto> = {};
  private readonly inputs: Record<string, readonly (number | string)[]>;
  private readonly domain: string;

  constructor(inputs: Record<string, readonly (number | string)[]>, domain = "") {
    this.inputs = inputs;
    this.domain = domain;
  }

  constant(name: string, tensor: TensorProto): this {
    this.constants[name] = tensor;
    return this;
  }

  op(op: string, inputs: readonly string[], output: string | readonly string[], attrs: NodeSpec["attrs"] = {}): this {
    const outputs = typeof output === "string" ? [output] : output;
    this.nodes.push({ op, name: `${outputs[0]}_node`, inputs, outputs, attrs });
    return this;
  }

  contrib(op: string, inputs: readonly string[], output: string, attrs: NodeSpec["attrs"] = {}): this {
    this.nodes.push({ op, name: `${output}_node`, inputs, outputs: [output], attrs, domain: "com.microsoft" });
    return this;
  }

  /** Q and DQ after `value`: makes `value_q` and `value_dq`. Nodes are named after what they make. */
  q(value: string, quant: Quant = {}): this {
    const parameters = this.parameters(value, quant);
    this.convert("QuantizeLinear", [value, ...parameters], `${value}_q`);
    return this.convert("DequantizeLinear", [`${value}_q`, ...parameters], `${value}_dq`);
  }

  /** Only Q after `value`, or only DQ of `value_q` under another name. */
  quantize(value: string, quant: Quant = {}): this {
    return this.convert("QuantizeLinear", [value, ...this.parameters(value, quant)], `${value}_q`);
  }

  dequantize(integers: string, result: string, quant: Quant = {}): this {
    return this.convert("DequantizeLinear", [integers, ...this.parameters(result, quant)], result);
  }

  /** An integer constant and its DQ: makes `name_dq`. */
  weight(name: string, dims: readonly number[], quant: WeightQuant = {}): this {
    const { type = "int8", scale = 0.01, zero = 0, axis, block, bare = false } = quant;
    const count = dims.reduce((a, b) => a * b, 1);
    const [elem, Make] = MAKE[type];
    const values = quant.values ?? Array.from(noise(count, 7), (x) => Math.round(x * (type.endsWith("4") ? 7 : 100)));
    const bytes = type.endsWith("4") ? pack(values) : new Make(values);
    this.constant(`${name}_int`, makeTensor("", elem, dims, bytes));
    const scales = typeof scale === "number" ? [scale] : scale;
    const shape =
      block !== undefined
        ? [Math.ceil((dims[0] ?? 1) / block), dims[1] ?? 1]
        : axis === undefined
          ? []
          : [scales.length];
    this.constant(`${name}_s`, floats(shape, scales));
    const zeros = scales.map(() => zero);
    if (!bare)
      this.constant(`${name}_z`, makeTensor("", elem, shape, type.endsWith("4") ? pack(zeros) : new Make(zeros)));
    const inputs = [`${name}_int`, `${name}_s`, ...(bare ? [] : [`${name}_z`])];
    return this.convert("DequantizeLinear", inputs, `${name}_dq`, {
      ...(axis !== undefined && { axis }),
      ...(block !== undefined && { block_size: block }),
    });
  }

  /** int32 bias without zero point. */
  bias(name: string, values: readonly number[], scale: number | readonly number[], quant: WeightQuant = {}): this {
    const axis = typeof scale === "number" ? {} : { axis: 0 };
    return this.weight(name, [values.length], { type: "int32", scale, values, bare: true, ...axis, ...quant });
  }

  model(output: string | readonly string[], opset = 13): ModelProto {
    const outputs = typeof output === "string" ? [output] : output;
    const contrib = this.domain !== "" || this.nodes.some((n) => n.domain === "com.microsoft");
    return buildModel({
      inputs: this.inputs,
      outputs,
      nodes: this.nodes,
      constants: this.constants,
      opset,
      ir: opset >= 21 ? 10 : 8,
      ...(contrib && { domains: { "com.microsoft": 1 } }),
    });
  }

  private convert(
    op: string,
    inputs: readonly string[],
    output: string,
    attrs: Record<string, number | AttributeProto> = {},
  ): this {
    this.nodes.push({
      op,
      name: output,
      inputs,
      outputs: [output],
      attrs,
      ...(this.domain !== "" && { domain: this.domain }),
    });
    return this;
  }

  private parameters(name: string, { type = "uint8", scale = 0.02, zero = 0, bare = false }: Quant): string[] {
    const [elem, Make] = MAKE[type];
    this.constant(`${name}_scale`, floats([], [scale]));
    if (bare) return [`${name}_scale`];
    this.constant(`${name}_zero`, makeTensor("", elem, [], new Make([zero])));
    return [`${name}_scale`, `${name}_zero`];
  }
}

/** Two 4-bit elements in a byte, low nibble first. */
function pack(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(values.length / 2));
  values.forEach((v, i) => (bytes[i >> 1] = (bytes[i >> 1] ?? 0) | ((v & 15) << (i % 2 === 0 ? 0 : 4))));
  return bytes;
}
