/** @file Where weights come from and go to when they are never all in memory. Implemented in `platform`. */
import type { Place } from "../onnx/external.ts";

/** The files beside a model. */
export interface WeightSource {
  /** @throws StudioError `model/external-data` when the file is missing or too short */
  read(place: Place): Promise<Uint8Array>;
}

/** One file that grows. */
export interface WeightSink {
  /** Path that the model names, relative to itself. */
  readonly location: string;
  /** Appends; `bytes` may be reused once the promise resolves. */
  write(bytes: Uint8Array): Promise<void>;
}

/** Large tensors begin at whole pages, so that runtimes can map them; small ones where any element may begin. */
const PAGE = 4096;
const LINE = 64;
const LARGE = 1 << 20;

export interface WeightWriter {
  /** Appends the bytes of a tensor, given in pieces. @param length of all pieces */
  append(length: number, pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Place>;
  /** Bytes so far. */
  readonly length: number;
}

export function createWriter({ location, write }: WeightSink): WeightWriter {
  let at = 0;
  return {
    get length() {
      return at;
    },
    async append(length, pieces) {
      const unit = length >= LARGE ? PAGE : LINE;
      const offset = Math.ceil(at / unit) * unit;
      if (offset > at) await write(new Uint8Array(offset - at));
      for await (const piece of pieces) await write(piece);
      at = offset + length;
      return { location, offset, length };
    },
  };
}
