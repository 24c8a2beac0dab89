/**
 * @file Default boxes of the SSD networks in use, by their number. Layouts: SSD300 of the paper (W. Liu et al., ECCV 2016, also torchvision's
 * ssd300_vgg16 and MLPerf's), SSD-Lite 320 of torchvision and SSD MobileNet 300 of the TensorFlow model garden.
 */
import type { Box } from "../box.ts";

interface Level {
  /** Cells in a row, and rows. */
  readonly side: number;
  /** Distance of cells as a share of the image. */
  readonly step: number;
  /** Width and height of each prior of a cell, as shares of the image. */
  readonly shapes: readonly (readonly [number, number])[];
}

/** Square of `scale`, square between two scales, then each ratio and its inverse: the order of the paper's code. */
function paperShapes(scale: number, next: number, ratios: readonly number[]): Level["shapes"] {
  const between = Math.sqrt(scale * next);
  const stretched = ratios.flatMap((r): [number, number][] => {
    const root = Math.sqrt(r);
    return [
      [scale * root, scale / root],
      [scale / root, scale * root],
    ];
  });
  return [[scale, scale], [between, between], ...stretched];
}

/** SSD300: scales 21, 45, 99, 153, 207, 261, 315 of 300 pixels. */
function ssd300(): Level[] {
  const sides = [38, 19, 10, 5, 3, 1];
  const steps = [8, 16, 32, 64, 100, 300];
  const scales = [21, 45, 99, 153, 207, 261, 315].map((s) => s / 300);
  const ratios = [[2], [2, 3], [2, 3], [2, 3], [2], [2]];
  return sides.map((side, i) => {
    const shapes = paperShapes(scales[i] as number, scales[i + 1] as number, ratios[i] as number[]);
    return { side, step: (steps[i] as number) / 300, shapes };
  });
}

/** SSDLite320 of torchvision: scales from 0.2 to 0.95, two ratios everywhere. */
function ssdLite320(): Level[] {
  const scales = Array.from({ length: 7 }, (_, i) => (i === 6 ? 1 : 0.2 + (0.75 * i) / 5));
  return [20, 10, 5, 3, 2, 1].map((side, i) => {
    return { side, step: 1 / side, shapes: paperShapes(scales[i] as number, scales[i + 1] as number, [2, 3]) };
  });
}

/** SSD MobileNet 300: the first level has three small priors, the others six, ordered by ratio. */
function tensorflow300(): Level[] {
  const scales = Array.from({ length: 7 }, (_, i) => (i === 6 ? 1 : 0.2 + (0.75 * i) / 5));
  const of = (scale: number, ratio: number): [number, number] => [scale * Math.sqrt(ratio), scale / Math.sqrt(ratio)];
  return [19, 10, 5, 3, 2, 1].map((side, i) => {
    const [scale, next] = [scales[i] as number, scales[i + 1] as number];
    const middle = Math.sqrt(scale * next);
    const first: [number, number][] = [of(0.1, 1), of(scale, 2), of(scale, 0.5)];
    const rest: [number, number][] = [...[1, 2, 0.5, 3, 1 / 3].map((r) => of(scale, r)), [middle, middle]];
    return { side, step: 1 / side, shapes: i === 0 ? first : rest };
  });
}

const LAYOUTS: readonly (() => readonly Level[])[] = [ssd300, ssdLite320, tensorflow300];

/**
 * Level by level, row by row, cell by cell. @returns centre and size as shares of the image, null when no known layout has
 * so many boxes: 8732, 3234 or 1917
 */
export function priorsFor(count: number): readonly Box[] | null {
  const layout = LAYOUTS.map((make) => make()).find((levels) => sizeOf(levels) === count);
  return layout?.flatMap(boxesOf) ?? null;
}

function sizeOf(levels: readonly Level[]): number {
  return levels.reduce((sum, { side, shapes }) => sum + side * side * shapes.length, 0);
}

function boxesOf({ side, step, shapes }: Level): Box[] {
  const boxes: Box[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [x, y] = [(column + 0.5) * step, (row + 0.5) * step];
      boxes.push(...shapes.map(([width, height]) => ({ x, y, width, height })));
    }
  }
  return boxes;
}
