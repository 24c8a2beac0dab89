/**
 * @file NumPy's .npy: a magic, a header that is a Python dictionary, and the bytes of one array.
 * Format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3.
 */
import { sizeOf, type DType, type Tensor, type TensorData } from "../tensor.ts";

interface ElementType {
  readonly dtype: DType;
  readonly bytes: number;
  readonly view: (buffer: ArrayBuffer) => TensorData;
}

const TYPES: Readonly<Record<string, ElementType>> = {
  f2: { dtype: "float16", bytes: 2, view: (b) => new Uint16Array(b) },
  f4: { dtype: "float32", bytes: 4, view: (b) => new Float32Array(b) },
  f8: { dtype: "float64", bytes: 8, view: (b) => new Float64Array(b) },
  i1: { dtype: "int8", bytes: 1, view: (b) => new Int8Array(b) },
  i2: { dtype: "int16", bytes: 2, view: (b) => new Int16Array(b) },
  i4: { dtype: "int32", bytes: 4, view: (b) => new Int32Array(b) },
  i8: { dtype: "int64", bytes: 8, view: (b) => new BigInt64Array(b) },
  u1: { dtype: "uint8", bytes: 1, view: (b) => new Uint8Array(b) },
  u2: { dtype: "uint16", bytes: 2, view: (b) => new Uint16Array(b) },
  u4: { dtype: "uint32", bytes: 4, view: (b) => new Uint32Array(b) },
  u8: { dtype: "uint64", bytes: 8, view: (b) => new BigUint64Array(b) },
  b1: { dtype: "bool", bytes: 1, view: (b) => new Uint8Array(b) },
};

const MAGIC = "\x93NUMPY";
/** Bytes before the header's text, by major version. */
const PREFIX: Readonly<Record<number, number>> = { 1: 10, 2: 12, 3: 12 };

/** @throws Error in one sentence when the file is no .npy, is cut short, or holds objects or text */
export function parseNpy(file: Uint8Array): Tensor {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const magic = String.fromCharCode(...file.subarray(0, 6));
  const prefix = PREFIX[file[6] ?? 0];
  if (magic !== MAGIC || prefix === undefined || file.length < prefix) throw new Error("it is not a .npy file");
  const length = prefix === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const { descr, fortran, dims } = parseHeader(new TextDecoder().decode(file.subarray(prefix, prefix + length)));
  const type = TYPES[descr.slice(1)];
  if (type === undefined) throw new Error(`its elements are of the type ${descr}, which is no number`);
  const size = sizeOf(dims) * type.bytes;
  const start = prefix + length;
  if (file.length < start + size) throw new Error(`it ends after ${file.length - start} of ${size} bytes of data`);
  const bytes = file.slice(start, start + size);
  if (descr.startsWith(">")) swapBytes(bytes, type.bytes);
  const data = type.view(bytes.buffer);
  return { dtype: type.dtype, dims, data: fortran && dims.length > 1 ? rowMajor(data, dims) : data };
}

function parseHeader(text: string) {
  const descr = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) {
    throw new Error("its header is not that of one plain array");
  }
  const dims = shape.split(",").filter((part) => part.trim() !== "");
  return { descr, fortran: order === "True", dims: dims.map((part) => Number.parseInt(part, 10)) };
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}

/** From first axis fastest to last axis fastest. */
function rowMajor<T extends TensorData>(data: T, dims: readonly number[]): T {
  const out = data.slice() as T;
  const strides = dims.map((_, axis) => sizeOf(dims.slice(0, axis)));
  const at = dims.map(() => 0);
  for (let i = 0, from = 0; i < data.length; i++) {
    out[i] = data[from] as never;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis] as number;
      at[axis] = (at[axis] as number) + 1;
      if ((at[axis] as number) < (dims[axis] as number)) break;
      from -= (strides[axis] as number) * (dims[axis] as number);
      at[axis] = 0;
    }
  }
  return out;
}

/** A version 1 file; the header is padded so that data starts at a multiple of 64 bytes. */
export function formatNpy({ dtype, dims, data }: Tensor): Uint8Array<ArrayBuffer> {
  const [code = ""] = Object.entries(TYPES).find(([, type]) => type.dtype === dtype) ?? [];
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(", ");
  const order = code.endsWith("1") ? "|" : "<";
  const text = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': (${shape}), }`;
  const padded = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const out = new Uint8Array(10 + padded.length + data.byteLength);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  out.set(new TextEncoder().encode(padded), 10);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded.length);
  return out;
}
