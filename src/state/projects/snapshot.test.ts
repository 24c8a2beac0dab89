import { beforeEach, describe, expect, it } from "vitest";
import { record, startHistory } from "../history.ts";
import { useStudio } from "../store.ts";
import { blobsOf, recentHistory, snapshotOf, tooLarge } from "./snapshot.ts";

const studio = () => useStudio.getState();
const blob = new Blob(["x"]);

beforeEach(() => studio().closeProject());

describe("a snapshot", () => {
  it("is there as soon as there is a model, each with an id of its own", () => {
    expect(snapshotOf(studio(), 1, null)).toBeNull();
    studio().setModel([{ path: "a.onnx", blob }]);
    const first = snapshotOf(studio(), 10, null);
    expect(first).toMatchObject({ name: "a.onnx", bytes: 10, variants: [], calibration: null });
    studio().setModel([{ path: "b.onnx", blob }]);
    expect(snapshotOf(studio(), 10, null)?.id).not.toBe(first?.id);
  });

  it("holds a file that serves two roles once", () => {
    studio().setModel([{ path: "a.onnx", blob }]);
    const zip = [{ path: "set.zip", blob: new Blob(["zip"]) }];
    studio().setData("calibration", zip);
    studio().setData("validation", zip);
    expect(blobsOf(snapshotOf(studio(), 1, null)!).size).toBe(2);
  });

  it("keeps the last two hundred steps of undo", () => {
    let history = startHistory(0);
    for (let i = 1; i <= 300; i++) history = record(history, i);
    const kept = recentHistory(history);
    expect([kept.past.length, kept.past[0], kept.present]).toEqual([200, 100, 300]);
  });
});

describe("room", () => {
  it("is refused, in words, to what takes more than half of it", () => {
    expect(tooLarge(4e6, 10e6)).toBeNull();
    expect(tooLarge(4e6, undefined)).toBeNull();
    expect(tooLarge(3.2e9, 5e9)).toContain("3.2 GB, more than half of the 5.0 GB");
  });
});
