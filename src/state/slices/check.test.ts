import { beforeEach, describe, expect, it, vi } from "vitest";
import { snapshotOf } from "../projects/snapshot.ts";
import { useStudio } from "../store.ts";

const studio = () => useStudio.getState();
const file = (path: string) => [{ path, blob: new Blob([path]) }];

beforeEach(() => {
  vi.stubGlobal("location", { hash: "" });
  studio().closeProject();
  studio().setModel(file("a.onnx"));
});

describe("tags", () => {
  it("are put on many samples at once and taken off some; one without samples is gone", () => {
    studio().addToSegment("night", ["b", "a"]);
    studio().addToSegment("night", ["a", "c"]);
    studio().addToSegment("blur", ["c"]);
    expect(studio().made).toEqual([
      { name: "night", samples: ["a", "b", "c"] },
      { name: "blur", samples: ["c"] },
    ]);
    studio().removeFromSegment("night", ["a", "c"]);
    studio().removeFromSegment("blur", ["c"]);
    expect(studio().made).toEqual([{ name: "night", samples: ["b"] }]);
  });
});

describe("a reason to overrule", () => {
  it("is for the gates that failed then; without words there is none", () => {
    studio().toggleGate("a");
    studio().overrule("  the label is wrong ", ["a"]);
    expect(studio().overruled).toEqual({ reason: "the label is wrong", gates: ["a"] });
    studio().toggleGate("b");
    expect(studio().overruled).toBeNull();
    studio().overrule("  ", ["a"]);
    expect(studio().overruled).toBeNull();
  });
});

describe("what is kept of the checks", () => {
  it("comes back with the project, and a row of before has nothing chosen", () => {
    studio().chooseTask("regression");
    studio().addToSegment("night", ["a"]);
    studio().setPattern("^(x)");
    studio().toggleGate("a");
    studio().overrule("reason", ["a"]);
    studio().takeTimes({ device: "m4", file: "times.csv", rows: [] });
    studio().setHardCases(file("hard.png"));
    const snapshot = snapshotOf(studio(), 1, null);
    if (snapshot === null) throw new Error("there is a project");
    const { checks, measuredTimes, hardCases } = snapshot;
    const { model, calibration, validation } = snapshot;
    studio().closeProject();
    const drop = { name: "x", files: [] };
    const kept = { ...snapshot, at: 0, variants: 0, model: drop, calibration: null, validation: null, hardCases: drop };
    const row = { ...kept, recipes: snapshot.recipeHistory };
    const sources = { model, calibration, validation, hardCases, variants: [], lastStudy: null, measuredTimes };
    studio().reopen(row, sources);
    const { task, made, pattern, gates, overruled } = studio();
    expect({ task, made, pattern, gates, overruled }).toEqual(checks);
    expect(studio().measuredTimes).toEqual([{ device: "m4", file: "times.csv", rows: [] }]);
    expect(studio().hardCases).toBe(hardCases);
    const { checks: _, ...older } = row;
    studio().reopen(older, { ...sources, hardCases: null, measuredTimes: [], lastStudy: null });
    expect([studio().made, studio().gates, studio().overruled]).toEqual([[], [], null]);
  });
});
