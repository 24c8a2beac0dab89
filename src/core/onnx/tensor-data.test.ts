import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { floatToHalf, halfToFloat } from "./half.ts";
import { TensorProtoSchema, TensorProto_DataType as T } from "./onnx_pb.ts";
import {
  byteLength,
  dimsOf,
  elementCount,
  floatsOf,
  floatTensor,
  int64Tensor,
  intsOf,
  makeTensor,
} from "./tensor-data.ts";

describe("floatsOf", () => {
  test("reads raw data that begins at an odd offset", () => {
    const bytes = new Uint8Array(13);
    bytes.set(new Uint8Array(Float32Array.of(1.5, -2, 3).buffer), 1);
    const t = create(TensorProtoSchema, { dataType: T.FLOAT, dims: [3n], rawData: bytes.subarray(1) });
    expect([...floatsOf(t)]).toEqual([1.5, -2, 3]);
  });

  test("views aligned raw data without a copy", () => {
    const data = Float32Array.of(1, 2);
    expect(floatsOf(floatTensor("w", [2], data)).buffer).toBe(data.buffer);
  });

  test("reads the typed fields", () => {
    const t = create(TensorProtoSchema, { dataType: T.FLOAT, dims: [2n], floatData: [0.5, -1] });
    expect([...floatsOf(t)]).toEqual([0.5, -1]);
    const d = create(TensorProtoSchema, { dataType: T.DOUBLE, dims: [1n], doubleData: [0.25] });
    expect([...floatsOf(d)]).toEqual([0.25]);
  });

  test("reads float16 and bfloat16 bits", () => {
    expect([...floatsOf(makeTensor("h", T.FLOAT16, [3], Uint16Array.of(0x3c00, 0xc000, 0x0001)))]).toEqual([
      1,
      -2,
      2 ** -24,
    ]);
    expect([...floatsOf(makeTensor("b", T.BFLOAT16, [2], Uint16Array.of(0x3f80, 0xc0a0)))]).toEqual([1, -5]);
    const typed = create(TensorProtoSchema, { dataType: T.FLOAT16, dims: [1n], int32Data: [0x7bff] });
    expect([...floatsOf(typed)]).toEqual([65504]);
  });
});

describe("intsOf", () => {
  test("reads int64, uint8 and int8 from raw data", () => {
    expect(intsOf(int64Tensor("s", [-1, 0, 7]))).toEqual([-1, 0, 7]);
    expect(intsOf(makeTensor("u", T.UINT8, [2], Uint8Array.of(0, 255)))).toEqual([0, 255]);
    expect(intsOf(makeTensor("i", T.INT8, [2], Int8Array.of(-128, 127)))).toEqual([-128, 127]);
  });

  test("reads int64 and int32 from their typed fields", () => {
    expect(intsOf(create(TensorProtoSchema, { dataType: T.INT64, dims: [2n], int64Data: [4n, -5n] }))).toEqual([4, -5]);
    expect(intsOf(create(TensorProtoSchema, { dataType: T.INT32, dims: [1n], int32Data: [-3] }))).toEqual([-3]);
  });

  test("unpacks 4-bit integers, low nibble first", () => {
    expect(intsOf(makeTensor("q", T.INT4, [3], Uint8Array.of(0xf7, 0x08)))).toEqual([7, -1, -8]);
    expect(intsOf(makeTensor("q", T.UINT4, [3], Uint8Array.of(0xf7, 0x08)))).toEqual([7, 15, 8]);
  });

  test("saturates the largest int64 instead of wrapping", () => {
    expect(int64Tensor("e", [2 ** 63, -(2 ** 63)]).rawData).toEqual(
      new Uint8Array(BigInt64Array.of(9223372036854775807n, -9223372036854775808n).buffer),
    );
  });
});

describe("sizes", () => {
  test("count packed bytes of 4-bit tensors, and one element for a scalar", () => {
    expect(byteLength(makeTensor("q", T.INT4, [3], Uint8Array.of(0, 0)))).toBe(2);
    expect(elementCount(floatTensor("s", [], Float32Array.of(1)))).toBe(1);
    expect(dimsOf(floatTensor("s", [1, 3], new Float32Array(3)))).toEqual([1, 3]);
  });

  test("a tensor whose data does not fit its shape is a bug", () => {
    expect(() => floatTensor("w", [3], new Float32Array(2))).toThrow("internal: tensor w has 8 bytes, not 12");
  });
});

describe("floatToHalf", () => {
  test("rounds to nearest, ties to even", () => {
    expect([1, -2, 65504, 65519, 65520, 2 ** -24, 2 ** -25, 3 * 2 ** -25, 0, -0].map(floatToHalf)).toEqual([
      0x3c00, 0xc000, 0x7bff, 0x7bff, 0x7c00, 1, 0, 2, 0, 0x8000,
    ]);
    expect(floatToHalf(1 + 2 ** -11)).toBe(0x3c00);
    expect(floatToHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(floatToHalf(1.9999)).toBe(0x4000);
  });

  test("gives back every finite half", () => {
    const finite = Array.from({ length: 0x7c00 }, (_, bits) => bits);
    expect(finite.filter((bits) => floatToHalf(halfToFloat(bits)) !== bits)).toEqual([]);
  });
});
