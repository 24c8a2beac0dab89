import { expect, it } from "vitest";
import { record, redo, startHistory, undo } from "./history.ts";

const abc = record(record(startHistory("a"), "b"), "c");

it("undo walks back and redo forward again", () => {
  expect(undo(undo(abc))).toEqual({ past: [], present: "a", future: ["b", "c"] });
  expect(redo(undo(abc))).toEqual(abc);
});

it("a new state forgets what was undone", () => {
  expect(record(undo(abc), "d")).toEqual({ past: ["a", "b"], present: "d", future: [] });
});

it("nothing to undo, nothing to redo and no change return the same object", () => {
  const one = startHistory("a");
  expect(undo(one)).toBe(one);
  expect(redo(one)).toBe(one);
  expect(record(one, "a")).toBe(one);
});

it("forgets nothing, however long it grows", () => {
  let h = startHistory(0);
  for (let i = 1; i <= 1000; i++) h = record(h, i);
  for (let i = 0; i < 1000; i++) h = undo(h);
  expect(h).toMatchObject({ past: [], present: 0 });
  for (let i = 0; i < 1000; i++) h = redo(h);
  expect(h).toMatchObject({ present: 1000, future: [] });
});
