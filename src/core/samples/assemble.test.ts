import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { refused } from "../../testing/refused.ts";
import { assembleDataset, findLabels } from "./assemble.ts";
import { parseLabels } from "./labels.ts";

const options = { source: "photos", role: "validation" } as const;

describe("labels.csv", () => {
  test("reads class indices, names and segments", () => {
    const table = parseLabels("file,class_index,name,segment\na/1.jpg,2,dog,low-light\nb/2.jpg,0,cat,\n", "labels.csv");
    expect(table).toEqual({
      rows: [
        { file: "a/1.jpg", label: 2, segment: "low-light" },
        { file: "b/2.jpg", label: 0 },
      ],
      unknown: [],
      classes: ["cat", "1", "dog"],
    });
  });

  test("numbers class names in sorted order", () => {
    const table = parseLabels("file,label\nx.png,scratch\ny.png,clean\nz.png,scratch", "labels.csv");
    expect(table.classes).toEqual(["clean", "scratch"]);
    expect(table.rows.map((row) => row.label)).toEqual([1, 0, 1]);
  });

  test("whole numbers in a label column are class indices", () => {
    const table = parseLabels("image,label\nx.png,3\ny.png,1", "labels.csv");
    expect(table.rows.map((row) => row.label)).toEqual([3, 1]);
    expect(table.classes).toEqual(["0", "1", "2", "3"]);
  });

  test("tolerates a byte order mark, semicolons, quotes, spaces, blank lines and Windows paths", () => {
    const text = '\uFEFFFile; Class_Index\r\n"a\\1;x.jpg"; 4\r\n\r\n./b.jpg;5\r\n';
    expect(parseLabels(text, "labels.csv").rows).toEqual([
      { file: "a/1;x.jpg", label: 4 },
      { file: "b.jpg", label: 5 },
    ]);
  });

  test("a table without header is file, class", () => {
    expect(parseLabels("a.jpg,1\nb.jpg,0\n", "labels.csv").rows).toEqual([
      { file: "a.jpg", label: 1 },
      { file: "b.jpg", label: 0 },
    ]);
  });

  test.each([
    ["file,score\na.jpg,1", "It has the columns file, score; one for the file and one for its class are needed."],
    ["", "It has the columns (none); one for the file and one for its class are needed."],
    ["file,class_index\na.jpg,cat", "The class “cat” is not a class index."],
  ])("%j is refused", (text, why) => {
    const error = refused(() => parseLabels(text, "labels.csv"));
    expect([error.code, error.text.why]).toEqual(["data/label-columns", why]);
  });

  test("the one closest to the top is taken", () => {
    expect(findLabels(["a/b/labels.csv", "a/1.jpg", "b/labels.csv", "a/labels.csv"])).toBe("a/labels.csv");
    expect(findLabels(["__MACOSX/labels.csv", "a/1.jpg"])).toBeUndefined();
  });
});

describe("assembling", () => {
  test("a dropped folder, its zip and its path give the same samples", () => {
    const text = "file,class_index\nx/2.jpg,1\nx/1.jpg,0\n";
    const assemble = (root: string) =>
      assembleDataset([`${root}x/2.jpg`, `${root}labels.csv`, `${root}x/1.jpg`, `${root}.DS_Store`], {
        ...options,
        csv: { path: `${root}labels.csv`, text },
      });
    const plain = assemble("");
    expect(plain.samples).toEqual([
      { id: "x/1.jpg", label: 0 },
      { id: "x/2.jpg", label: 1 },
    ]);
    expect(plain.entries).toEqual(
      new Map([
        ["x/2.jpg", 0],
        ["x/1.jpg", 2],
      ]),
    );
    expect(assemble("validation/")).toEqual(plain);
    expect(assemble("./tmp/validation/")).toEqual(plain);
  });

  test("says what was left out and why", () => {
    const paths = ["d/a.jpg", "d/a.jpg", "d/b.jpg", "d/notes.txt", "d/labels.csv", "other/c.jpg", "__MACOSX/d/._a.jpg"];
    const text = "file,class_index,segment\na.jpg,0,blur\ngone.jpg,1,\n";
    const { samples, skipped } = assembleDataset(paths, { ...options, csv: { path: "d/labels.csv", text } });
    expect(samples).toEqual([{ id: "a.jpg", label: 0, segment: "blur" }]);
    expect(skipped).toEqual([
      { id: "a.jpg", reason: "duplicate" },
      { id: "b.jpg", reason: "no row in labels.csv" },
      { id: "gone.jpg", reason: "listed in labels.csv, but not there" },
      { id: "notes.txt", reason: "not an image, sound or tensor" },
      { id: "other/c.jpg", reason: "outside the folder of labels.csv" },
    ]);
  });

  test("class folders count in sorted order", () => {
    const { samples, classes, labelSource } = assembleDataset(["s/dog/1.png", "s/cat/2.png", "s/dog/0.png"], options);
    expect(classes).toEqual(["cat", "dog"]);
    expect(labelSource).toBe("class folders");
    expect(samples).toEqual([
      { id: "cat/2.png", label: 0 },
      { id: "dog/0.png", label: 1 },
      { id: "dog/1.png", label: 1 },
    ]);
  });

  test("folders that are numbers are the class index", () => {
    const { samples, classes } = assembleDataset(["10/a.png", "2/b.png"], options);
    expect(samples.map(({ label }) => label)).toEqual([10, 2]);
    expect(classes.length).toBe(11);
  });

  test("some of ImageNet's folders say nothing about the class index", () => {
    const { samples, labelSource } = assembleDataset(["n01440764/a.jpg", "n02102040/b.jpg"], options);
    expect(labelSource).toBe("none");
    expect(samples[0]).toEqual({ id: "n01440764/a.jpg" });
  });

  test("images without folders are unlabelled", () => {
    const { samples, classes } = assembleDataset(["drop/b.jpg", "drop/a.jpg"], options);
    expect(samples).toEqual([{ id: "a.jpg" }, { id: "b.jpg" }]);
    expect(classes).toEqual([]);
  });

  test("no image at all is refused by role and source", () => {
    const error = refused(() => assembleDataset(["photos/readme.txt"], options));
    expect(error.code).toBe("data/none");
    expect(error.text.what).toBe("No validation samples were found in photos.");
  });

  test("labels that match nothing are refused with both first names", () => {
    const csv = { path: "labels.csv", text: "file,class_index\nval/1.jpg,3\n" };
    const error = refused(() => assembleDataset(["1.jpg", "labels.csv"], { ...options, csv }));
    expect(error.code).toBe("data/labels");
    expect(error.text.why).toBe("The first row names “val/1.jpg”, the first sample is “1.jpg”.");
  });
});

const REAL = "../shared/data/imagenet/validation/labels.csv";
describe.skipIf(!existsSync(REAL))("real labels", () => {
  test("200 ImageNet rows with their indices and names", () => {
    const { rows, classes } = parseLabels(readFileSync(REAL, "utf8"), "labels.csv");
    expect(rows.length).toBe(200);
    expect(rows[0]).toEqual({ file: "n01494475/n01494475_hammerhead.jpg", label: 4 });
    expect(classes[5]).toBe("electric ray");
  });
});
