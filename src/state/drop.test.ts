import { describe, expect, it } from "vitest";
import { holdsBothRoles, nameOf, roleOfPath, sortDrop } from "./drop.ts";

const files = (...paths: string[]) => paths.map((path) => ({ path, blob: new Blob([path]) }));
const paths = (list: readonly { path: string }[]) => list.map((f) => f.path);

describe("sortDrop", () => {
  it("takes an .onnx and the files beside it as the model, images as data", () => {
    const sorted = sortDrop(files("net.onnx", "net.onnx.data", "a.png"));
    expect(paths(sorted.model)).toEqual(["net.onnx", "net.onnx.data"]);
    expect(paths(sorted.unassigned)).toEqual(["a.png"]);
  });

  it("reads roles from folder names", () => {
    const sorted = sortDrop(files("set/calibration/a.png", "set/validation/labels.csv", "set/validation/b.png"));
    expect(paths(sorted.calibration)).toEqual(["set/calibration/a.png"]);
    expect(paths(sorted.validation)).toEqual(["set/validation/labels.csv", "set/validation/b.png"]);
    expect(sorted.unassigned).toEqual([]);
    expect(sorted.model).toEqual([]);
  });

  it("of two unnamed folders takes the one with labels.csv for validation", () => {
    const sorted = sortDrop(files("mine/a.png", "holdout/labels.csv", "holdout/b.png"));
    expect(paths(sorted.calibration)).toEqual(["mine/a.png"]);
    expect(paths(sorted.validation)).toEqual(["holdout/labels.csv", "holdout/b.png"]);
  });

  it("does not read a role from the file's own name", () => {
    expect(roleOfPath("photos/test.png")).toBeUndefined();
    expect(roleOfPath("test/photo.png")).toBe("validation");
  });

  it("hands a file of unknown kind to the model, so that its error can be told", () => {
    expect(paths(sortDrop(files("notes.pt")).model)).toEqual(["notes.pt"]);
  });

  it("knows sounds and arrays", () => {
    const sorted = sortDrop(files("net.onnx", "a.wav", "b.npy", "c.npz", "net.bin"));
    expect(paths(sorted.unassigned)).toEqual(["a.wav", "b.npy", "c.npz"]);
    expect(paths(sorted.model)).toEqual(["net.onnx", "net.bin"]);
  });

  it("gives a list of classes to every role, and to none without samples", () => {
    const sorted = sortDrop(files("kws/labels.json", "kws/calibration/a.wav", "kws/validation/b.wav"));
    expect(paths(sorted.calibration)).toEqual(["kws/calibration/a.wav", "kws/labels.json"]);
    expect(paths(sorted.validation)).toEqual(["kws/validation/b.wav", "kws/labels.json"]);
    expect([sorted.unassigned, sorted.model]).toEqual([[], []]);
    expect(paths(sortDrop(files("labels.txt")).model)).toEqual(["labels.txt"]);
  });

  it("ignores system files and notes", () => {
    const sorted = sortDrop(files("set/.DS_Store", "set/README.md", "set/a.png"));
    expect(paths(sorted.unassigned)).toEqual(["set/a.png"]);
    expect(sorted.model).toEqual([]);
  });
});

describe("holdsBothRoles", () => {
  it("needs a folder for each role", () => {
    expect(holdsBothRoles(["x/calibration/a.png", "x/validation/b.png"])).toBe(true);
    expect(holdsBothRoles(["x/calibration/a.png", "x/b.png"])).toBe(false);
  });
});

describe("nameOf", () => {
  it("is the file, the model, the shared folder or a count", () => {
    expect(nameOf(files("a/net.onnx"))).toBe("net.onnx");
    expect(nameOf(files("w.bin", "net.onnx"))).toBe("net.onnx");
    expect(nameOf(files("set/a.png", "set/b.png"))).toBe("set");
    expect(nameOf(files("a.png", "b.png"))).toBe("2 files");
  });
});

it("boxes go with the images of their role, names of classes with every role, and neither is taken for the model's data", () => {
  const file = (path: string) => ({ path, blob: new Blob() });
  const paths = ["calibration/a.jpg", "validation/b.jpg", "validation/annotations.json", "coco.names"];
  const sorted = sortDrop(["m.onnx", ...paths].map(file));
  const of = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path);
  expect(of(sorted.model)).toEqual(["m.onnx"]);
  expect(of(sorted.calibration)).toEqual(["calibration/a.jpg", "coco.names"]);
  expect(of(sorted.validation)).toEqual(["validation/b.jpg", "validation/annotations.json", "coco.names"]);
});
