import { describe, expect, test } from "vitest";
import { input, inputList } from "../../testing/model-inputs.ts";
import type { Tensor } from "../tensor.ts";
import { bindInputs } from "./bind.ts";
import { castTensor, numbersOf } from "./cast.ts";

const floats = (dims: readonly number[], dtype: "float32" | "float64" = "float32"): Tensor => {
  const size = dims.reduce((a, b) => a * b, 1);
  return { dtype, dims, data: dtype === "float32" ? new Float32Array(size) : new Float64Array(size) };
};
const one = (dims: readonly (number | string | null)[], batch: number | null) => inputList([input("x", dims)], batch);
const bind = (tensor: Tensor, inputs = one(["N", 4], null), name = "arr_0") =>
  bindInputs(new Map([[name, tensor]]), inputs, "a.npz");

test("an array of another name goes to the input that it is bound to", () => {
  const inputs = inputList([input("x", ["N", 2]), input("y", ["N", 2])], null);
  const arrays = new Map([
    ["left", { ...floats([2]), data: Float32Array.of(1, 1) }],
    ["y", floats([2])],
  ]);
  const { feeds } = bindInputs(arrays, inputs, "s.npz", { x: "left" });
  expect([feeds["x"]?.data[0], feeds["y"]?.data[0]]).toEqual([1, 0]);
  expect(() => bindInputs(arrays, inputs, "s.npz")).toThrow("s.npz holds nothing for the inputs x.");
});

describe("binding", () => {
  test("one array goes to one input whatever its name, with the batch axis added", () => {
    expect(bind(floats([4])).feeds["x"]?.dims).toEqual([1, 4]);
    expect(bind(floats([3, 4]))).toMatchObject({ whole: true, feeds: { x: { dims: [3, 4] } } });
  });

  test("with a fixed batch a sample is a row, or the whole batch", () => {
    const inputs = one([8, 4], 8);
    expect(bind(floats([4]), inputs)).toMatchObject({ whole: false, feeds: { x: { dims: [1, 4] } } });
    expect(bind(floats([1, 4]), inputs).whole).toBe(false);
    expect(bind(floats([8, 4]), inputs).whole).toBe(true);
    expect(() => bind(floats([2, 4]), inputs)).toThrow(expect.objectContaining({ code: "data/shape" }));
  });

  test("an input of unknown rank takes anything", () => {
    const inputs = inputList([input("x", null)]);
    expect(bind(floats([2, 3, 4]), inputs).feeds["x"]?.dims).toEqual([2, 3, 4]);
  });

  test("other shapes, and values that the type cannot hold, are refused with both", () => {
    expect(() => bind(floats([5]))).toThrow("a.npz is [5] for the input x, the model takes float32 [N, 4].");
    const ids = inputList([input("x", ["N", 1], "int64")]);
    const half: Tensor = { dtype: "float32", dims: [1], data: Float32Array.of(0.5) };
    expect(() => bind(half, ids)).toThrow("float32 with values that int64 has not");
  });
});

describe("casting", () => {
  const cast = (data: Float32Array | Int32Array, dtype: Tensor["dtype"]) =>
    castTensor({ dtype: data instanceof Int32Array ? "int32" : "float32", dims: [data.length], data }, dtype);

  test("whole numbers become integers of any size, fractions and overflow do not", () => {
    expect(cast(Float32Array.of(3, -4), "int64")?.data).toEqual(BigInt64Array.of(3n, -4n));
    expect(cast(Int32Array.of(255), "uint8")?.data).toEqual(Uint8Array.of(255));
    expect(cast(Int32Array.of(256), "uint8")).toBeNull();
    expect(cast(Float32Array.of(NaN), "int64")).toBeNull();
    expect(cast(Float32Array.of(2), "bool")).toBeNull();
  });

  test("halves come and go as bits", () => {
    const half = cast(Float32Array.of(1, -2), "float16") as Tensor;
    expect(half.data).toEqual(Uint16Array.of(0x3c00, 0xc000));
    expect([...numbersOf(half)]).toEqual([1, -2]);
  });
});
