import { describe, expect, test } from "vitest";
import { TensorProto_DataType as T } from "./onnx_pb.ts";
import { packBits, packedLength, packRows, unpackBits } from "./pack.ts";
import { intsOf, makeTensor } from "./tensor-data.ts";

describe("integers below 8 bits", () => {
  test("two 4-bit integers share a byte, the first in the low half", () => {
    expect([...packBits(Uint8Array.of(1, 2, 15), 4)]).toEqual([0x21, 0x0f]);
    expect([...packBits(Int8Array.of(-8, 7, -1), 4)]).toEqual([0x78, 0x0f]);
  });

  test("four 2-bit integers share a byte, the first in the lowest bits", () => {
    expect([...packBits(Uint8Array.of(0, 1, 2, 3, 1), 2)]).toEqual([0b11_10_01_00, 1]);
    expect([...packBits(Int8Array.of(-2, -1, 0, 1), 2)]).toEqual([0b01_00_11_10]);
  });

  test("rows begin with a new byte", () => {
    expect([...packRows(Uint8Array.of(1, 2, 3, 4, 5, 6), 3, 4)]).toEqual([0x21, 0x03, 0x54, 0x06]);
    expect([...packRows(Uint8Array.of(3, 2, 1, 0), 1, 2)]).toEqual([3, 2, 1, 0]);
  });

  test("unpacking gives back every value of every type", () => {
    for (const bits of [2, 4] as const) {
      for (const signed of [true, false]) {
        const low = signed ? -(2 ** (bits - 1)) : 0;
        const all = Array.from({ length: 2 ** bits + 1 }, (_, i) => low + (i % 2 ** bits));
        const values = signed ? Int8Array.from(all) : Uint8Array.from(all);
        expect([...unpackBits(packBits(values, bits), { bits, signed, count: all.length })]).toEqual(all);
      }
    }
  });

  test("an odd count is rounded up to whole bytes", () => {
    expect([packedLength(5, 2), packedLength(5, 4), packedLength(5, 8), packedLength(0, 4)]).toEqual([2, 3, 5, 0]);
    expect(packBits(new Uint8Array(0), 4).length).toBe(0);
  });

  test("tensors of 2-bit types are read back", () => {
    const t = makeTensor("t", T.INT2, [5], packBits(Int8Array.of(-2, -1, 0, 1, -2), 2));
    expect(intsOf(t)).toEqual([-2, -1, 0, 1, -2]);
    const u = makeTensor("u", T.UINT2, [3], packBits(Uint8Array.of(3, 0, 2), 2));
    expect(intsOf(u)).toEqual([3, 0, 2]);
  });
});
