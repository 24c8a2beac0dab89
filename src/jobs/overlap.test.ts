import { expect, it } from "vitest";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Desk, OpenData } from "./desk.ts";
import { createMemo } from "./memo.ts";
import { overlapJob } from "./overlap.ts";

it("finds samples with the same bytes under other names, and only repeated ones without calibration samples", async () => {
  const data = createMemo<OpenData>(4);
  const set = (hash: string, contents?: ReadonlyMap<string, string>) =>
    data.put(hash, { dataset: {} as Dataset, blobs: new Map(), ...(contents && { contents }) });
  set(
    "calibration",
    new Map([
      ["a.png", "1"],
      ["b.png", "2"],
    ]),
  );
  set(
    "validation",
    new Map([
      ["x.png", "2"],
      ["y.png", "3"],
      ["z.png", "3"],
    ]),
  );
  set("drawn");
  const repeated = [{ id: "z.png", first: "y.png" }];
  const desk = { data } as Desk;
  const found = await overlapJob(desk, { calibration: "calibration", validation: "validation" });
  expect(found).toEqual({ shared: [{ validation: "x.png", calibration: "b.png" }], repeated });
  for (const calibration of ["drawn", null]) {
    expect(await overlapJob(desk, { calibration, validation: "validation" })).toEqual({ shared: [], repeated });
  }
});
