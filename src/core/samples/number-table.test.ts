import { describe, expect, it } from "vitest";
import { fitTable, parseNumberTable } from "./number-table.ts";
import { kindOfSample, samplesAmong } from "./paths.ts";

describe("a table of numbers", () => {
  it("is read with or without a header, with a byte order mark, semicolons and decimal commas", () => {
    const want = { dtype: "float32", dims: [2, 2], data: Float32Array.of(1, 2.5, 3, 4) };
    expect(parseNumberTable("1,2.5\n3,4\n")).toEqual(want);
    expect(parseNumberTable("\uFEFFx;y\n1;2,5\n3;4\n")).toEqual(want);
    expect(parseNumberTable("1\t2.5\n3\t4")).toEqual(want);
  });

  it("names the cell that is no number, the row of another length, and a file without numbers", () => {
    expect(() => parseNumberTable("x,y\n1,2\n3,abc\n")).toThrow("row 3, column 2 is “abc”, not a number");
    expect(() => parseNumberTable("1,2\n3\n")).toThrow("row 2 has 1 cells, the first has 2");
    expect(() => parseNumberTable("x,y\n")).toThrow("it holds no numbers");
  });

  it("fits an input in the one way there is", () => {
    const table = parseNumberTable("1,2\n3,4\n5,6\n");
    const fitted = (...dims: (number | string | null)[]) => {
      const { dims: have, data } = fitTable(table, { dims: ["N", ...dims] });
      return [have.join(), [...data].join()];
    };
    expect(fitted(3, 2)).toEqual(["3,2", "1,2,3,4,5,6"]);
    expect(fitted(2, 3)).toEqual(["2,3", "1,3,5,2,4,6"]);
    expect(fitted(2, "T")).toEqual(["2,3", "1,3,5,2,4,6"]);
    expect(fitted(6)).toEqual(["6", "1,2,3,4,5,6"]);
    expect(fitted(1, 2, 1, 3)).toEqual(["1,2,1,3", "1,3,5,2,4,6"]);
    expect(fitted(7)).toEqual(["3,2", "1,2,3,4,5,6"]);
  });
});

it("tables are samples only where there is nothing else, and never those of labels", () => {
  const alone = samplesAmong(["a/1.csv", "a/2.csv", "labels.csv"]);
  expect(["a/1.csv", "labels.csv"].map(alone)).toEqual([true, false]);
  const beside = samplesAmong(["a/1.png", "meta.csv"]);
  expect(["a/1.png", "meta.csv"].map(beside)).toEqual([true, false]);
  expect([kindOfSample("x.CSV"), kindOfSample("x.wav"), kindOfSample("x.png")]).toEqual(["tensor", "audio", "image"]);
});
