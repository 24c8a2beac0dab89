import { expect, it } from "vitest";
import { segmentGroups, tagsBySample } from "./segment-groups.ts";

const SAMPLES = [{ id: "a", segment: "night" }, { id: "b", segment: "day" }, { id: "c" }];
const MADE = [
  { name: "odd", samples: ["a", "c", "gone"] },
  { name: "rare", samples: ["a"] },
];

it("own segments come first; samples that are gone do not count", () => {
  const groups = segmentGroups(SAMPLES, MADE).map(
    ({ name, kind, samples }) => `${kind} ${name}: ${[...samples].join()}`,
  );
  expect(groups).toEqual(["own day: b", "own night: a", "made odd: a,c", "made rare: a"]);
});

it("a sample knows all its tags", () => {
  expect(tagsBySample(MADE).get("a")).toEqual(["odd", "rare"]);
  expect(tagsBySample(MADE).get("b")).toBeUndefined();
});
