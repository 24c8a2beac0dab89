/** @file Reading boxes from COCO's JSON: `images`, `annotations`, `categories`. */
import { z } from "zod";
import { StudioError } from "../../errors.ts";
import type { ImageTruth, TruthBox } from "./box.ts";
import { clipAll, repeated } from "./clip.ts";

const box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const id = z.union([z.number(), z.string()]);

/**
 * Beside COCO's own fields: `image` names the file and `category` is the class index itself, with categories as
 * plain names, which smaller sets often write.
 */
const cocoSchema = z.object({
  images: z.array(
    z.object({ id: id.optional(), file_name: z.string(), width: z.number().positive(), height: z.number().positive() }),
  ),
  categories: z.array(z.union([z.string(), z.object({ id: z.number(), name: z.string() })])),
  annotations: z.array(
    z
      .object({
        image_id: id.optional(),
        image: z.string().optional(),
        category_id: z.number().optional(),
        category: z.int().nonnegative().optional(),
        bbox: box.optional(),
        bbox_xywh: box.optional(),
        area: z.number().optional(),
        iscrowd: z.union([z.number(), z.boolean()]).optional(),
      })
      .refine((a) => a.image_id !== undefined || a.image !== undefined, "names no image")
      .refine((a) => a.category_id !== undefined || a.category !== undefined, "names no category")
      .refine((a) => a.bbox !== undefined || a.bbox_xywh !== undefined, "has no bbox"),
  ),
});

type Coco = z.infer<typeof cocoSchema>;
type Annotation = Coco["annotations"][number];

export interface BoxLabels {
  /** By file name as the labels give it. */
  readonly images: ReadonlyMap<string, ImageTruth>;
  /** Class names by index. */
  readonly classes: readonly string[];
  /** What was put right or left out, a sentence each. */
  readonly notes?: readonly string[];
}

/**
 * The class index is the position of the category among all, by ascending id: 0..79 for COCO's 80 of ids 1..90.
 * @throws StudioError `data/boxes`
 */
export function parseCoco(text: string, file: string): BoxLabels {
  const coco = read(text, file);
  const categories = coco.categories.map((c, index) => (typeof c === "string" ? { id: index, name: c } : c));
  const sorted = categories.toSorted((a, b) => a.id - b.id);
  const indexOf = new Map(sorted.map((category, index) => [category.id, index]));
  const names = new Map(coco.images.map((image) => [image.id, image.file_name]));
  const boxes = new Map<string, TruthBox[]>(coco.images.map((image) => [image.file_name, []]));
  for (const [i, annotation] of coco.annotations.entries()) {
    const where = annotation.image ?? names.get(annotation.image_id) ?? "";
    const label = annotation.category ?? indexOf.get(annotation.category_id ?? NaN);
    const list = boxes.get(where);
    if (list === undefined) throw invalid(file, `annotations.${i} belongs to no image of the list`);
    if (label === undefined) throw invalid(file, `annotations.${i} belongs to no category of the list`);
    list.push(truthBox(annotation, label));
  }
  const entry = ({ file_name: name, width, height }: Coco["images"][number]) =>
    [name, { width, height, boxes: boxes.get(name) ?? [] }] as const;
  const clipped = clipAll(new Map(coco.images.map(entry)));
  const notes = [...clipped.notes, ...repeated(coco.images.map(({ file_name: name }) => name))];
  return { images: clipped.images, classes: sorted.map(({ name }) => name), notes };
}

function read(text: string, file: string): Coco {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StudioError("data/boxes", { file, message: "it is not JSON" }, cause);
  }
  const parsed = cocoSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(file, `${issue?.path.join(".") || "the file"}: ${issue?.message ?? "does not match"}`);
}

function truthBox({ bbox, bbox_xywh, area, iscrowd }: Annotation, label: number): TruthBox {
  const [x, y, width, height] = bbox ?? bbox_xywh ?? [0, 0, 0, 0];
  return { x, y, width, height, label, area: area ?? width * height, crowd: Boolean(iscrowd) };
}

function invalid(file: string, message: string): StudioError {
  return new StudioError("data/boxes", { file, message });
}
