import { BlobWriter, TextReader, ZipWriter } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import { listZip, readFromZip } from "./zip.ts";

async function archive(count: number): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter());
  await writer.add("set/", undefined, { directory: true });
  for (let i = 0; i < count; i++) await writer.add(`set/${i}.txt`, new TextReader(`text ${i}`));
  return writer.close();
}

test("lists files, not folders, in the archive's order", async () => {
  expect(await listZip(await archive(3))).toEqual(["set/0.txt", "set/1.txt", "set/2.txt"]);
});

test("unpacks only what was chosen, in the order chosen", async () => {
  const files = await readFromZip(await archive(4), () => ["set/3.txt", "set/1.txt", "not there"]);
  expect(files.map(({ path }) => path)).toEqual(["set/3.txt", "set/1.txt"]);
  expect(await Promise.all(files.map(({ blob }) => blob.text()))).toEqual(["text 3", "text 1"]);
});
