/** @file Of a sample in RESULTS.json, what only some tasks have: objects, masks, further outputs, and what is right. */
import { z } from "zod";
import type { ClassMap, SampleResult, Truth } from "../core/evaluate/evaluation.ts";

const box = { label: z.number(), x: z.number(), y: z.number(), width: z.number(), height: z.number() };

/** One byte for each pixel, base64. */
const maskSchema = z.object({ width: z.number(), height: z.number(), data: z.base64() });

const truthSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("boxes"),
    image: z.object({
      width: z.number(),
      height: z.number(),
      boxes: z.array(z.object({ ...box, area: z.number(), crowd: z.boolean() })),
    }),
  }),
  z.object({ kind: z.literal("mask"), mask: maskSchema }),
  z.object({ kind: z.literal("values"), values: z.array(z.number()) }),
  z.object({ kind: z.literal("picture"), values: z.base64(), dims: z.array(z.number()) }),
]);

export const answerShape = {
  /** Objects found, pixels of the image; only of detectors. */
  detections: z.array(z.object({ ...box, score: z.number() })).optional(),
  /** Further outputs, like `output`. */
  outputs: z.array(z.base64()).optional(),
  mask: maskSchema.optional(),
  truth: truthSchema.optional(),
};

type Answer = z.infer<z.ZodObject<typeof answerShape>>;

/** Float32 little-endian in base64. */
export function textOf(values: Float32Array | Uint8Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

export function floatsOf(text: string): Float32Array {
  // A copy, because Buffer's pool need not be aligned to four bytes.
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer, 0, bytes.byteLength >> 2);
}

const maskEntry = ({ width, height, data }: ClassMap) => ({ width, height, data: textOf(data) });
const maskOf = ({ width, height, data }: z.infer<typeof maskSchema>): ClassMap => {
  return { width, height, data: Uint8Array.from(Buffer.from(data, "base64")) };
};

export function answerEntry({ detections, outputs, mask, truth }: SampleResult): Answer {
  return {
    ...(detections !== undefined && { detections: detections.map((d) => ({ ...d })) }),
    ...(outputs !== undefined && { outputs: outputs.map(textOf) }),
    ...(mask !== undefined && { mask: maskEntry(mask) }),
    ...(truth !== undefined && { truth: truthEntry(truth) }),
  };
}

function truthEntry(truth: Truth): z.infer<typeof truthSchema> {
  if (truth.kind === "boxes") {
    const { width, height, boxes } = truth.image;
    return { kind: "boxes", image: { width, height, boxes: boxes.map((b) => ({ ...b })) } };
  }
  if (truth.kind === "mask") return { kind: "mask", mask: maskEntry(truth.mask) };
  if (truth.kind === "values") return { kind: "values", values: [...truth.values] };
  return { kind: "picture", values: textOf(truth.values), dims: [...truth.dims] };
}

export function answerOf({ detections, outputs, mask, truth }: Answer): Partial<SampleResult> {
  return {
    ...(detections !== undefined && { detections }),
    ...(outputs !== undefined && { outputs: outputs.map(floatsOf) }),
    ...(mask !== undefined && { mask: maskOf(mask) }),
    ...(truth !== undefined && { truth: truthOf(truth) }),
  };
}

function truthOf(truth: z.infer<typeof truthSchema>): Truth {
  if (truth.kind === "mask") return { kind: "mask", mask: maskOf(truth.mask) };
  if (truth.kind === "picture") return { kind: "picture", values: floatsOf(truth.values), dims: truth.dims };
  return truth;
}
