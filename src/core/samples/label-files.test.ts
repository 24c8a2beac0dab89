import { deflateSync, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { finder } from "./finder.ts";
import { refused } from "../../testing/refused.ts";
import { parseValues } from "./labels-values.ts";
import { pairFiles } from "./paired-files.ts";
import { pngIndices } from "./png-indices.ts";
import { byColumn, byFolder, byPattern, isPattern } from "./segments.ts";

const why = (run: () => unknown) => refused(run).text.why;

describe("segments", () => {
  test("by folder, by a pattern's first group, else by the whole match", () => {
    expect([byFolder("night/a/1.jpg"), byFolder("1.jpg")]).toEqual(["night", undefined]);
    expect(byPattern("^([^_]+)_")("cam3_001.jpg")).toBe("cam3");
    expect(byPattern("(?:x|(low|high))-")("a-low-1.jpg")).toBe("low");
    expect(byPattern("night|day")("2024-night-7.jpg")).toBe("night");
    expect(byPattern("^([^_]+)_")("plain.jpg")).toBeUndefined();
    expect(isPattern("^([^_]+)_")).toBe(true);
    expect(isPattern("light_level")).toBe(false);
    expect(why(() => byPattern("("))).toContain("It is no regular expression");
  });

  test("by a column, in tables as people write them; empty cells are in no segment", () => {
    const of = byColumn("\uFEFFFile;Camera\r\nval/a.jpg;left\r\nval/b.jpg;\r\n", "labels.csv", "camera");
    expect([of("a.jpg"), of("val/a.jpg"), of("b.jpg"), of("c.jpg")]).toEqual(["left", "left", undefined, undefined]);
    expect(why(() => byColumn("file,class\na,1", "labels.csv", "lens"))).toBe(
      "It has no column lens; its columns are file, class.",
    );
  });
});

describe("finding what belongs to a sample", () => {
  test("by path, by name, with another ending; names that come twice only by their folders", () => {
    const find = finder(
      new Map([
        ["v/x/1.png", "a"],
        ["v/y/1.png", "b"],
        ["v/z/2.png", "c"],
      ]),
    );
    expect([find("v/x/1.png"), find("y/1.png"), find("1.png"), find("2.jpg"), find("q/2.png"), find("3.png")]).toEqual([
      "a",
      "b",
      undefined,
      "c",
      "c",
      undefined,
    ]);
  });
});

describe("measured numbers", () => {
  test("the value column, else every column of numbers", () => {
    expect([...parseValues("file,value,segment\na.jpg,1.5,x\nb.jpg,-2,y", "v.csv").values]).toEqual([
      ["a.jpg", [1.5]],
      ["b.jpg", [-2]],
    ]);
    const two = parseValues("image,yaw,pitch,note\na.jpg,1,2,ok\nb.jpg,3,4,ok", "v.csv");
    expect([two.columns, two.values.get("b.jpg")]).toEqual([
      ["yaw", "pitch"],
      [3, 4],
    ]);
    expect(parseValues("a.jpg,7\nb.jpg,8", "v.csv").values.get("b.jpg")).toEqual([8]);
  });

  test("semicolons bring decimal commas; rows without a number and second rows are left out and said", () => {
    const { values, skipped } = parseValues("\uFEFFfile;value\na.jpg;1,25\nb.jpg;?\na.jpg;9\n", "v.csv");
    expect([...values]).toEqual([["a.jpg", [1.25]]]);
    expect(skipped).toEqual([
      { id: "b.jpg", reason: "no number in its row of v.csv" },
      { id: "a.jpg", reason: "listed twice in v.csv; the first row counts" },
    ]);
  });

  test("a table without file or numbers is refused", () => {
    expect(why(() => parseValues("file,note\na.jpg,x", "v.csv"))).toBe(
      "It has the columns file, note; one for the file and one with numbers are needed.",
    );
  });
});

describe("pictures that are labels", () => {
  test("by folder or by the end of the name", () => {
    const { labels, rest } = pairFiles(
      ["images/a.jpg", "masks/a.png", "b.jpg", "b_mask.png", "c.jpg", "labels.csv"],
      "masks",
    );
    expect([...labels]).toEqual([
      ["images/a.jpg", "masks/a.png"],
      ["b.jpg", "b_mask.png"],
    ]);
    expect(rest).toEqual(["images/a.jpg", "b.jpg", "c.jpg", "labels.csv"]);
    expect([...pairFiles(["noisy/1.png", "clean/1.png"], "pictures").labels]).toEqual([["noisy/1.png", "clean/1.png"]]);
  });
});

describe("class indices of a PNG", () => {
  const chunk = (type: string, data: Uint8Array) => {
    const out = new Uint8Array(12 + data.length);
    new DataView(out.buffer).setUint32(0, data.length);
    out.set(
      [...type].map((c) => c.charCodeAt(0)),
      4,
    );
    out.set(data, 8);
    return out;
  };
  const png = (width: number, height: number, bits: number, colour: number, rows: readonly number[]) => {
    const head = new Uint8Array(13);
    const view = new DataView(head.buffer);
    view.setUint32(0, width);
    view.setUint32(4, height);
    head.set([bits, colour], 8);
    const parts = [
      Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
      chunk("IHDR", head),
      chunk("IDAT", deflateSync(Uint8Array.from(rows))),
      chunk("IEND", new Uint8Array()),
    ];
    return Uint8Array.from(parts.flatMap((part) => [...part]));
  };
  const inflate = async (bytes: Uint8Array) => inflateSync(bytes);
  const read = async (file: Uint8Array) => [...(await pngIndices(file, inflate)).data];

  test("palette and grey, 8 bits, through every filter", async () => {
    const same = [1, 2, 3, 1, 2, 3, 1, 2, 3];
    // As it is, then what is added to the left and to the pixel above.
    expect(await read(png(3, 3, 8, 3, [0, 1, 2, 3, 1, 1, 1, 1, 2, 0, 0, 0]))).toEqual(same);
    // What is added to the mean of both, rounded down, and to Paeth's choice, which is above here.
    expect(await read(png(3, 3, 8, 0, [0, 1, 2, 3, 3, 1, 1, 1, 4, 0, 0, 0]))).toEqual(same);
  });

  test("1, 4 and 16 bits", async () => {
    expect(await read(png(9, 1, 1, 3, [0, 0b10110001, 0b10000000]))).toEqual([1, 0, 1, 1, 0, 0, 0, 1, 1]);
    expect(await read(png(3, 1, 4, 3, [0, 0x4f, 0x20]))).toEqual([4, 15, 2]);
    expect(await read(png(2, 1, 16, 0, [0, 1, 2, 0, 7]))).toEqual([258, 7]);
  });

  test("colours, cut and foreign files are refused", async () => {
    await expect(read(png(1, 1, 8, 2, [0, 1, 2, 3]))).rejects.toThrow(
      "it holds colours, not one class index per pixel",
    );
    await expect(read(png(3, 3, 8, 3, [0, 1]))).rejects.toThrow("it is cut short");
    await expect(read(Uint8Array.of(1, 2, 3))).rejects.toThrow("it is not a PNG");
  });
});
