import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { assembleDataset } from "./assemble.ts";
import { isClassList, parseClassList } from "./class-list.ts";

const order = { file: "labels.json", classes: ["silence", "yes", "no"] };
const options = { source: "words", role: "validation", order } as const;

describe("a list of classes", () => {
  test("is a JSON array of names or one name per line", () => {
    expect(parseClassList('["b","a"]', "x/labels.json")).toEqual({ file: "labels.json", classes: ["b", "a"] });
    expect(parseClassList("b\r\na\n", "classes.txt")?.classes).toEqual(["b", "a"]);
    expect(["labels.json", "a/Classes.TXT", "labels.csv", "mylabels.json"].map(isClassList)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test.each(['[{"index":0}]', '{"a":1}', '["a","a"]', "[]", "no json"])("%s is none", (text) => {
    expect(parseClassList(text, "labels.json")).toBeNull();
  });

  test("says the index of a name in labels.csv and of a folder", () => {
    const csv = { path: "labels.csv", text: "file,label\na.wav,no\nb.wav,yes\n" };
    const table = assembleDataset(["a.wav", "b.wav", "labels.csv", "labels.json"], { ...options, csv });
    expect(table.samples.map(({ label }) => label)).toEqual([2, 1]);
    expect([table.classes, table.labelSource, table.skipped]).toEqual([
      order.classes,
      "labels.csv and labels.json",
      [],
    ]);
    const folders = assembleDataset(["no/a.wav", "yes/b.wav"], options);
    expect(folders.samples.map(({ label }) => label)).toEqual([2, 1]);
    expect(folders.labelSource).toBe("class folders and labels.json");
  });

  test("leaves out what it does not name, and does not count when it names nothing", () => {
    const folders = assembleDataset(["maybe/a.wav", "yes/b.wav"], options);
    expect(folders.samples).toEqual([{ id: "yes/b.wav", label: 1 }]);
    expect(folders.skipped).toEqual([{ id: "maybe/a.wav", reason: "its class “maybe” is not in labels.json" }]);
    const csv = { path: "labels.csv", text: "file,label\na.wav,maybe\nb.wav,yes\n" };
    const table = assembleDataset(["a.wav", "b.wav", "labels.csv"], { ...options, csv });
    expect([table.samples, table.skipped[0]?.reason]).toEqual([
      [{ id: "b.wav", label: 1 }],
      "its class “maybe” is not in labels.json",
    ]);
    const others = assembleDataset(["maybe/a.wav", "never/b.wav"], options);
    expect([others.classes, others.labelSource]).toEqual([["maybe", "never"], "class folders"]);
  });

  test("never leaves out what only calibrates", () => {
    const { samples } = assembleDataset(["maybe/a.wav", "yes/b.wav"], { ...options, role: "calibration" });
    expect(samples).toEqual([{ id: "maybe/a.wav" }, { id: "yes/b.wav", label: 1 }]);
  });

  test("says the class of a single folder when there are no others, and refuses a set without any", () => {
    const only = { ...options, only: true };
    expect(assembleDataset(["hard/yes/a.wav", "hard/yes/b.wav"], only).samples).toEqual([
      { id: "yes/a.wav", label: 1 },
      { id: "yes/b.wav", label: 1 },
    ]);
    const refused = () => assembleDataset(["hard/maybe/a.wav"], only);
    const csv = { path: "labels.csv", text: "file,label\na.wav,maybe\n" };
    expect(() => assembleDataset(["a.wav", "labels.csv"], { ...only, csv })).toThrow("has a class that is known");
    // Folders that are no classes say nothing of labels.
    expect(assembleDataset(["night/a.wav", "rain/b.wav"], only).samples).toEqual([
      { id: "night/a.wav" },
      { id: "rain/b.wav" },
    ]);
    expect(refused().samples).toEqual([{ id: "a.wav" }]);
  });
});

const REAL = "../shared/data/kws";
describe.skipIf(!existsSync(REAL))("real labels", () => {
  test("spoken words have the indices of the model", () => {
    const classes = parseClassList(readFileSync(`${REAL}/labels.json`, "utf8"), "labels.json");
    const text = readFileSync(`${REAL}/validation/labels.csv`, "utf8");
    const { samples } = assembleDataset(["go.wav", "back.wav", "labels.csv"], {
      source: "kws",
      role: "validation",
      csv: { path: "labels.csv", text },
      ...(classes && { order: classes }),
    });
    expect(samples).toEqual([
      { id: "back.wav", label: 1 },
      { id: "go.wav", label: 11 },
    ]);
  });
});
