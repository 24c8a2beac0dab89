/** @file Does observing on the heap give what copying gives? Asked once at start, on a model of four nodes. */
import { create, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "../core/onnx/onnx_pb.ts";
import type { Runtime } from "../core/runtime.ts";
import { float32 } from "../core/tensor.ts";

const FLOAT = 1;
const INT64 = 7;
/** Neither alphabetical nor numerical, with an output that is not float between the others. */
const FETCH = ["z", "shape", "10", "2"];

/** @returns false when anything differs or fails: then outputs must be copied */
export async function selfCheck(copying: Runtime["load"], inPlace: Runtime["load"]): Promise<boolean> {
  const model = tinyModel();
  const feeds = { x: float32([2, 3], Float32Array.of(-1, 2, -3, 4, -5, 6)) };
  const sessions = [await copying(model), await inPlace(model)] as const;
  try {
    const [a, b] = [new Map<string, string>(), new Map<string, string>()];
    await sessions[0].observe(feeds, FETCH, (name, data, dims) => a.set(name, `${dims}:${data}`));
    await sessions[1].observe(feeds, FETCH, (name, data, dims) => b.set(name, `${dims}:${data}`));
    return a.size === 3 && b.size === 3 && [...a].every(([name, seen]) => b.get(name) === seen);
  } catch {
    // Whatever it was, the copying path does not depend on it.
    return false;
  } finally {
    await Promise.all(sessions.map((session) => session.release()));
  }
}

/** x [2, 3] -> z = -x, 10 = relu(x), 2 = exp(x), shape = shape(x). */
function tinyModel(): Uint8Array {
  const value = (name: string, elemType: number, dims: readonly number[]) => {
    const shape = { dim: dims.map((n) => ({ value: { case: "dimValue" as const, value: BigInt(n) } })) };
    return { name, type: { value: { case: "tensorType" as const, value: { elemType, shape } } } };
  };
  const node = (opType: string, output: string) => ({ opType, input: ["x"], output: [output] });
  const model = create(ModelProtoSchema, {
    irVersion: 7n,
    opsetImport: [{ domain: "", version: 13n }],
    graph: {
      name: "self-check",
      node: [node("Neg", "z"), node("Relu", "10"), node("Exp", "2"), node("Shape", "shape")],
      input: [value("x", FLOAT, [2, 3])],
      output: [...["2", "z", "10"].map((name) => value(name, FLOAT, [2, 3])), value("shape", INT64, [2])],
    },
  });
  return toBinary(ModelProtoSchema, model);
}
