import { expect, it } from "vitest";
import { className } from "./class-name.ts";

it("is the name, or says that the number is a class", () => {
  expect(className(["cat", "dog"], 1)).toBe("dog");
  expect(className(["0", "1"], 1)).toBe("class 1");
  expect(className([], 861)).toBe("class 861");
});
