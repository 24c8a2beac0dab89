import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { queueTurn } from "./turn-queue.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("draws one chart per task, in order", () => {
  const drawn: string[] = [];
  for (const name of ["a", "b", "c"]) queueTurn(() => drawn.push(name));
  expect(drawn).toEqual([]);
  vi.advanceTimersToNextTimer();
  expect(drawn).toEqual(["a"]);
  vi.runAllTimers();
  expect(drawn).toEqual(["a", "b", "c"]);
});

it("a chart that is gone is not drawn", () => {
  const drawn: string[] = [];
  const takeBack = queueTurn(() => drawn.push("a"));
  queueTurn(() => drawn.push("b"));
  takeBack();
  vi.runAllTimers();
  expect(drawn).toEqual(["b"]);
});
