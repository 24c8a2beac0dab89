import { expect, test } from "vitest";
import { DEFAULT_RECIPE } from "../../../../core/recipe.ts";
import { outlookOf } from "../../../../core/sensitivity/expected.ts";
import { reportOf, rowOf, sensitivityOf } from "../../../../testing/sensitivity.ts";
import { nextSorting, SENSITIVITY_COLUMNS, sensitivityRows, sortRows } from "./sensitivity-rows.ts";

const REPORT = reportOf([
  sensitivityOf("a", 0.01, { gathered: null }),
  sensitivityOf("b", 0.03, { verified: 0.02 }),
  sensitivityOf("c", 0, { own: 0, method: "rerun", at: {} }),
]);
const OUTLOOK = outlookOf(DEFAULT_RECIPE, [rowOf("a"), rowOf("b"), rowOf("c")], {
  recipe: DEFAULT_RECIPE,
  report: REPORT,
});
const ROWS = sensitivityRows(REPORT, OUTLOOK, "int16");

test("each layer says what it costs, what a pin would leave and cost, and how that was found", () => {
  expect(ROWS.map(({ name, rank, found }) => [name, rank, found])).toEqual([
    ["b", 1, "verified"],
    ["a", 2, "adjoint"],
    ["c", 3, "re-run"],
  ]);
  const [b, a, c] = ROWS;
  expect(b).toMatchObject({ precision: "INT8", share: 0.75, verified: 0.5, weights: 0.25, remains: 0.25, cost: 0 });
  expect(a?.output).toBeCloseTo(20, 9);
  expect(c).toMatchObject({ share: 0, output: null, weights: null, own: null, remains: null, cost: null });
});

test("without a table of layers nothing is said about pins", () => {
  expect(sensitivityRows(REPORT, null, "int16")[0]).toMatchObject({ precision: null, remains: null, cost: null });
});

test("sorting by any column keeps every row and puts the unknown last", () => {
  for (const column of SENSITIVITY_COLUMNS) {
    const up = sortRows(ROWS, { column: column.id, descending: false });
    const down = sortRows(ROWS, { column: column.id, descending: true });
    const known = ROWS.filter((row) => column.value(row) !== null).length;
    expect(
      up.map(column.value).findIndex((value) => value === null),
      column.id,
    ).toBe(known === 3 ? -1 : known);
    expect(
      down.map(column.value).findIndex((value) => value === null),
      column.id,
    ).toBe(known === 3 ? -1 : known);
  }
  expect(sortRows(ROWS, { column: "name", descending: true }).map(({ name }) => name)).toEqual(["c", "b", "a"]);
  expect(sortRows(ROWS, null)).toBe(ROWS);
});

test("a header sorts one way, the other way, and not at all", () => {
  const impact = SENSITIVITY_COLUMNS.find(({ id }) => id === "share");
  if (impact === undefined) throw new Error("there is a column of impact");
  const first = nextSorting(null, impact);
  expect(first).toEqual({ column: "share", descending: true });
  const second = nextSorting(first, impact);
  expect(second).toEqual({ column: "share", descending: false });
  expect(nextSorting(second, impact)).toBeNull();
});
