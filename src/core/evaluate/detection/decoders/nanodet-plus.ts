/**
 * @file NanoDet-Plus: all scales in one output, `[cells, classes + 4 (R + 1)]`, class probabilities first, then for each side a distribution
 * over the steps 0..R. Cells start at their corner: `nanodet_plus_head.get_single_level_center_priors` of RangiLyu/nanodet.
 */
import type { RawOutput } from "../../output-shape.ts";
import type { Detection } from "../box.ts";
import { expected } from "./anchor-free.ts";
import { between, cellsOf, type Decoder, perClass, probabilities, stridesOf } from "./decoder.ts";

/** R is 7 in every published model. */
const STEPS = 8;
const SIDES = 4 * STEPS;

export const nanodetPlus: Decoder = {
  id: "nanodet-plus",
  title: "NanoDet-Plus",
  shapes: "[1, cells, classes + 32]",
  overlapLimit: 0.6,
  // Four scales, which YOLOX does not have, tell it apart.
  fits: ([only, ...more], input) => {
    const [cells, columns] = only?.dims ?? [];
    return more.length === 0 && stridesOf(cells, input)?.length === 4 && (columns ?? 0) > SIDES;
  },
  decode([output], input, minScore) {
    const { data, dims } = output as RawOutput;
    const [count = 0, columns = 0] = dims;
    const classes = columns - SIDES;
    const found: Detection[] = [];
    let at = 0;
    for (const { column, row, stride } of cellsOf(input, count)) {
      const start = at;
      const scores = {
        data: probabilities(data.subarray(at, at + classes)),
        first: 0,
        count: classes,
        step: 1,
        objectness: 1,
      };
      found.push(
        ...perClass(scores, minScore, () => {
          const side = (k: number) =>
            stride * expected([...data.subarray(start + classes + k * STEPS).subarray(0, STEPS)]);
          const [x, y] = [column * stride, row * stride];
          return between(x - side(0), y - side(1), x + side(2), y + side(3));
        }),
      );
      at += columns;
    }
    return found;
  },
};
