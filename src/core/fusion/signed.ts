/** @file Signed activations on x86: the optimizer turns a Q with one DQ from int8 to uint8, and leaves every other as it is. */
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { isDQ, isQ, scalarOf } from "./pairs.ts";
import type { Work } from "./work.ts";

export function signedToUnsigned(work: Work): void {
  for (const q of work.nodes) {
    if (!isQ(q) || work.outputs.has(q.outputs[0] ?? "")) continue;
    const dq = work.readersOf(q.outputs[0] ?? "")[0];
    if (work.edgesOf(q) !== 1 || !isDQ(dq)) continue;
    const [a, b] = [scalarOf(work, q), scalarOf(work, dq)];
    const bothSigned = a?.elem === T.INT8 && b?.elem === T.INT8 && a.hasZero && b.hasZero;
    if (bothSigned && a.zero === b.zero) work.setElem(q.outputs[0] ?? "", T.UINT8);
  }
}
