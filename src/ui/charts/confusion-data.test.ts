import { describe, expect, test } from "vitest";
import { classesOf, matrixLayout, matrixOf, shortName } from "./confusion-data.ts";

const CELLS = [
  { label: 0, answer: 0, base: 40, other: 30 },
  { label: 0, answer: 4, base: 10, other: 20 },
  { label: 4, answer: 0, base: 1, other: 0 },
  { label: 4, answer: 4, base: 49, other: 50 },
  { label: 4, answer: 9, base: 0, other: 0 },
] as const;

describe("confusion matrix", () => {
  test("changes are harm or gain, stronger the larger they are, and carry their sign", () => {
    const { labels, cells } = matrixOf(CELLS, "change");
    expect(labels).toEqual([0, 4, 9]);
    expect(cells.map(({ row, column, tone, level, text }) => [row, column, tone, level, text])).toEqual([
      [0, 0, "harm", 5, "\u221210"],
      [0, 1, "harm", 5, "+10"],
      [1, 0, "gain", 2, "\u22121"],
      [1, 1, "gain", 2, "+1"],
    ]);
  });

  test("a single sample never has the full colour", () => {
    const [only] = matrixOf([{ label: 0, answer: 1, base: 0, other: 1 }], "change").cells;
    expect(only?.level).toBeLessThan(5);
  });

  test("counts are shaded by their share of the class", () => {
    const levels = matrixOf(CELLS, "base").cells.map(({ text, level }) => [text, level]);
    expect(levels).toEqual([
      ["40", 5],
      ["10", 4],
      ["1", 1],
      ["49", 5],
    ]);
  });

  test("classes that are only answered are there too", () => {
    expect(classesOf([{ label: 7, answer: 2, base: 1, other: 1 }])).toEqual([2, 7]);
  });

  test("cells shrink with their number, and names are cut", () => {
    const few = matrixLayout(10, ["cat", "automobile"]);
    const many = matrixLayout(40, ["cat"]);
    expect(few.edge).toBeGreaterThan(many.edge);
    expect(many.width).toBeGreaterThanOrEqual(many.left + 40 * many.edge);
    expect(shortName("great white shark, man-eater")).toHaveLength(14);
    expect(shortName("cat")).toBe("cat");
  });
});
