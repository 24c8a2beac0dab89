import { expect, test } from "vitest";
import { anchored, atStart, fitted, showing } from "./viewport.ts";

const PANE = { width: 800, height: 600 };

test("a small drawing is seen whole and not blown up", () => {
  expect(fitted({ width: 200, height: 300 }, PANE)).toEqual({ x: 300, y: 150, zoom: 1 });
});

test("a long drawing opens readable at its beginning", () => {
  const { zoom, y } = atStart({ width: 240, height: 9000 }, PANE);
  expect(zoom).toBe(1);
  expect(y).toBe(12);
  expect(atStart({ width: 4000, height: 9000 }, PANE).zoom).toBe(0.75);
});

test("what is seen does not move the view, what is below comes in from below", () => {
  const view = { x: 0, y: 0, zoom: 1 };
  const box = { x: 100, y: 100, width: 200, height: 44 };
  expect(showing(box, view, PANE)).toEqual(view);
  expect(showing({ ...box, y: 700 }, view, PANE)).toEqual({ x: 0, y: -168, zoom: 1 });
});

test("a block stays where it was on screen when it opens", () => {
  const view = { x: 10, y: 20, zoom: 0.5 };
  const { x, y } = anchored(view, { x: 100, y: 400 }, { x: 160, y: 380 });
  expect([100 * 0.5 + 10, 400 * 0.5 + 20]).toEqual([160 * 0.5 + x, 380 * 0.5 + y]);
});
