/** @file A look at the outermost protobuf fields of a file: enough to tell a cut-off model from another kind of file. */

/** Wire types of the fields of `ModelProto`, by field number. */
const MODEL_FIELDS: ReadonlyMap<number, number> = new Map([
  [1, 0],
  [2, 2],
  [3, 2],
  [4, 2],
  [5, 0],
  [6, 2],
  [7, 2],
  [8, 2],
  [14, 2],
  [20, 2],
  [25, 2],
  [26, 2],
]);

export interface WireScan {
  /** `whole`: fields fill the file exactly. `cut`: fields of a model until the file ends inside one. `foreign`: not a model. */
  readonly kind: "whole" | "cut" | "foreign";
  /** Field numbers seen, including the one that was cut. */
  readonly fields: ReadonlySet<number>;
}

/** Walks the top-level fields of `bytes`; contents of nested messages are not looked at. */
export function scanModel(bytes: Uint8Array): WireScan {
  const fields = new Set<number>();
  if (bytes.length === 0) return { kind: "cut", fields };
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === "cut") return { kind: fields.size > 0 ? "cut" : "foreign", fields };
    if (tag === "bad") return { kind: "foreign", fields };
    const field = Math.floor(tag.value / 8);
    if (MODEL_FIELDS.get(field) !== tag.value % 8) return { kind: "foreign", fields };
    fields.add(field);
    const end = skipField(bytes, tag.next, tag.value % 8);
    if (end === "bad") return { kind: "foreign", fields };
    if (end === "cut" || end > bytes.length) return { kind: "cut", fields };
    at = end;
  }
  return { kind: "whole", fields };
}

/** Offset behind a field whose tag ended at `at`; may lie past the end of the file. */
function skipField(bytes: Uint8Array, at: number, wireType: number): number | "cut" | "bad" {
  const varint = readVarint(bytes, at);
  if (varint === "cut" || varint === "bad") return varint;
  return wireType === 0 ? varint.next : varint.next + varint.value;
}

function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } | "cut" | "bad" {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return "cut";
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return "bad";
}
