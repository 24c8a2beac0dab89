/** @file How a file becomes the network's input, as data: shown as a form, stored in recipes, used by browser and CLI alike. */
import { z } from "zod";

/**
 * How a sound becomes the network's input: mixed to one channel, -1 to 1, at `rate` samples per second. A sound that
 * is longer than `length` is cut: its `loudest` part, its `centre` or its `start`; a shorter one gets silence.
 */
export const audioSchema = z.strictObject({
  rate: z.int().min(1000).max(384_000),
  /** Samples; null where the model takes any number: nothing is cut. */
  length: z.int().positive().nullable(),
  fit: z.enum(["loudest", "start", "centre"]),
});

export type AudioSpec = z.infer<typeof audioSchema>;

/**
 * value = (u8 / scale - mean) / std per channel, each step rounded to float32 as torchvision does.
 * Sizes are pixels. `resize.mode`:
 * - `none`: the image must already have the model's size;
 * - `stretch`: resize to the input size, ignoring the aspect ratio;
 * - `crop`: shorter side to `resize.shorter`, then centre crop (torchvision Resize + CenterCrop);
 * - `letterbox`: fit inside, fill the rest with `resize.fill` (0..255), placed `centre` or `top-left`.
 */
export const preprocessSchema = z.strictObject({
  preset: z.string().optional(),
  resize: z.discriminatedUnion("mode", [
    z.strictObject({ mode: z.literal("none") }),
    z.strictObject({ mode: z.literal("stretch") }),
    z.strictObject({ mode: z.literal("crop"), shorter: z.int().positive() }),
    z.strictObject({
      mode: z.literal("letterbox"),
      fill: z.number().min(0).max(255),
      place: z.enum(["centre", "top-left"]),
    }),
  ]),
  /** Input width and height in pixels; taken from the model when it fixes them. */
  width: z.int().positive(),
  height: z.int().positive(),
  channels: z.enum(["RGB", "BGR", "grey"]),
  layout: z.enum(["NCHW", "NHWC"]),
  scale: z.number().positive(),
  mean: z.array(z.number()),
  std: z.array(z.number().positive()),
  /** Only for inputs that take sound: the fields above then say nothing. */
  audio: audioSchema.optional(),
  /** Name of the array for an input, where they differ; the others go by the input's own name. */
  inputs: z.record(z.string(), z.string()).optional(),
});

export type Preprocess = z.infer<typeof preprocessSchema>;
