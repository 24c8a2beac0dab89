import { expect, it } from "vitest";
import { useStudio } from "../../state/store.ts";
import { finderItems, findItems, type FinderItem } from "./finder-items.ts";

const item = (label: string): FinderItem => ({ id: label, label, group: "Layer", run: () => {} });
const items = ["/block.1/conv", "/block.2/conv", "conv first", "Stop"].map(item);
const found = (query: string, limit?: number) => findItems(items, query, limit).map((i) => i.label);

it("every word must occur, in any order and case", () => {
  expect(found("CONV block.2")).toEqual(["/block.2/conv"]);
  expect(found("nothing")).toEqual([]);
});

it("labels that start with the query come first", () => {
  expect(found("conv")).toEqual(["conv first", "/block.1/conv", "/block.2/conv"]);
});

it("an empty query shows the beginning of everything", () => {
  expect(found("", 2)).toEqual(["/block.1/conv", "/block.2/conv"]);
});

it("schemes and targets are found by name, and choosing one changes the recipe", () => {
  const all = finderItems([], () => {});
  findItems(all, "scheme fp16")[0]?.run();
  expect(useStudio.getState().recipe.scheme).toBe("float16");
  findItems(all, "target arm64")[0]?.run();
  expect(useStudio.getState().recipe).toMatchObject({ target: "arm64", scheme: "static" });
});
