import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { expect, it, vi } from "vitest";
import type { Role } from "../core/samples/dataset.ts";
import type { Entry } from "../platform/zip.ts";
import type { OpenData } from "./desk.ts";
import { createMemo } from "./memo.ts";
import { openDataJob } from "./open-data.ts";

const PATHS = ["set/train/a/1.png", "set/train/b/2.png", "set/val/a/3.png"];

const newDesk = () => ({ data: createMemo<OpenData>(4), archives: createMemo<readonly Entry[]>(2) });

function opening(desk: ReturnType<typeof newDesk>, files: readonly Entry[]) {
  const job = { signal: new AbortController().signal, progress: vi.fn() };
  return (role: Role) => openDataJob(desk, { files, name: "set", role }, job);
}

async function archive(): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter());
  for (const path of PATHS) await writer.add(path, new TextReader(`bytes of ${path}`));
  return writer.close();
}

it("an archive that serves both roles is read once, and has the hashes of the same folder", async () => {
  const blob = await archive();
  const reads = vi.spyOn(blob, "arrayBuffer");
  const fromZip = opening(newDesk(), [{ path: "set.zip", blob }]);
  const fromFolder = opening(
    newDesk(),
    PATHS.map((path) => ({ path, blob: new Blob([`bytes of ${path}`]) })),
  );
  const [calibration, validation] = await Promise.all([fromZip("calibration"), fromZip("validation")]);
  expect(reads).toHaveBeenCalledTimes(1);
  expect([calibration.samples.length, validation.samples.length]).toEqual([2, 1]);
  expect(calibration.hash).toBe((await fromFolder("calibration")).hash);
  expect(validation.hash).toBe((await fromFolder("validation")).hash);
});

it("a damaged archive is refused for both roles", async () => {
  const open = opening(newDesk(), [{ path: "set.zip", blob: (await archive()).slice(0, 200) }]);
  const [first, second] = await Promise.allSettled([open("calibration"), open("validation")]);
  expect(first).toMatchObject({ status: "rejected", reason: { code: "data/zip" } });
  expect(second).toMatchObject({ status: "rejected", reason: { code: "data/zip" } });
});
