import { describe, expect, test } from "vitest";
import type { DType } from "../tensor.ts";
import { formatNpy, parseNpy } from "./npy.ts";

/** A version 1 file with this header text and these data bytes. */
function npy(header: string, bytes: readonly number[], version = 1): Uint8Array {
  const length = version === 1 ? [header.length, 0] : [header.length, 0, 0, 0];
  return Uint8Array.from([0x93, 78, 85, 77, 80, 89, version, 0, ...length, ...Buffer.from(header), ...bytes]);
}

const plain = (descr: string, shape: string, fortran = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`;

describe("parseNpy", () => {
  test.each<[string, readonly number[], DType, readonly (number | bigint)[]]>([
    ["<f4", [0, 0, 128, 63, 0, 0, 0, 192], "float32", [1, -2]],
    ["<i2", [1, 0, 255, 255], "int16", [1, -1]],
    [">i2", [0, 1, 255, 254], "int16", [1, -2]],
    ["<i8", [2, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], "int64", [2n, -1n]],
    ["|u1", [7, 255], "uint8", [7, 255]],
    ["|b1", [1, 0], "bool", [1, 0]],
    ["<f2", [0, 60, 0, 192], "float16", [0x3c00, 0xc000]],
    [">f8", [63, 240, 0, 0, 0, 0, 0, 0, 192, 0, 0, 0, 0, 0, 0, 0], "float64", [1, -2]],
  ])("%s", (descr, bytes, dtype, values) => {
    const tensor = parseNpy(npy(plain(descr, "2,"), bytes));
    expect([tensor.dtype, tensor.dims, [...tensor.data]]).toEqual([dtype, [2], values]);
  });

  test("a scalar has no dimensions, and nothing may be there at all", () => {
    expect(parseNpy(npy(plain("|i1", ""), [5]))).toMatchObject({ dims: [], data: Int8Array.of(5) });
    expect(parseNpy(npy(plain("|i1", "0, 3"), []))).toMatchObject({ dims: [0, 3], data: new Int8Array(0) });
  });

  test("Fortran order is turned into rows", () => {
    const tensor = parseNpy(npy(plain("|u1", "2, 3, 2", "True"), [0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]));
    expect([...tensor.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test("version 2 has a longer length", () => {
    expect(parseNpy(npy(plain("|u1", "1,"), [9], 2)).data).toEqual(Uint8Array.of(9));
  });

  test.each([
    [Uint8Array.of(1, 2, 3), "it is not a .npy file"],
    [npy(plain("<f4", "3,"), [0, 0, 0, 0]), "it ends after 4 of 12 bytes of data"],
    [npy(plain("|O", "1,"), [0]), "its elements are of the type |O, which is no number"],
    [npy(plain("<U3", "1,"), [0]), "its elements are of the type <U3, which is no number"],
    [
      npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", []),
      "its header is not that of one plain array",
    ],
  ])("is refused: %#", (bytes, message) => {
    expect(() => parseNpy(bytes)).toThrow(message);
  });
});

test("what is written is read again, and data starts at a multiple of 64", () => {
  const tensor = { dtype: "int32", dims: [2, 2], data: Int32Array.of(1, -2, 3, 4) } as const;
  const file = formatNpy(tensor);
  expect((file.length - 16) % 64).toBe(0);
  expect(parseNpy(file)).toEqual(tensor);
});
