import { BlobWriter, TextReader, ZipWriter, type ZipWriterConstructorOptions } from "@zip.js/zip.js";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import { readEntries } from "./files-node.ts";
import { datasetHash, sha256 } from "./hash.ts";
import { crc32 } from "./crc32.ts";
import { archiveKey, isZip, unzip, type Entry } from "./zip.ts";

async function pack(files: Readonly<Record<string, string>>, options: ZipWriterConstructorOptions = {}): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), options);
  for (const [name, text] of Object.entries(files)) await writer.add(name, new TextReader(text));
  return writer.close();
}

async function texts(entries: readonly Entry[]): Promise<Record<string, string>> {
  return Object.fromEntries(await Promise.all(entries.map(async (e) => [e.path, await e.blob.text()] as const)));
}

async function refusal(work: Promise<unknown>): Promise<StudioError> {
  const error = await work.catch((e: unknown) => e);
  if (error instanceof StudioError) return error;
  throw new Error(`expected a StudioError, got ${String(error)}`);
}

describe("zip", () => {
  test("keeps paths and bytes and leaves out what macOS adds", async () => {
    const zip = await pack({ "set/a.txt": "one", "set/b/c.txt": "two ".repeat(500), "__MACOSX/set/._a.txt": "junk" });
    expect(await texts(await unzip(zip, "set.zip"))).toEqual({ "set/a.txt": "one", "set/b/c.txt": "two ".repeat(500) });
  });

  test("stored and deflated files are the same, in memory or streamed, and hashed when in memory", async () => {
    const files = { "a/1.txt": "one ".repeat(300), "2.txt": "", "3.txt": "abc" };
    for (const level of [0, 6]) {
      const zip = await pack(files, { level });
      const [inMemory, streamed] = [await unzip(zip, "set.zip"), await unzip(zip, "set.zip", 0)];
      expect(await texts(inMemory)).toEqual(files);
      expect(await texts(streamed)).toEqual(files);
      expect(inMemory.map(({ hash }) => hash)).toEqual(await Promise.all(streamed.map(({ blob }) => sha256(blob))));
    }
  });

  test("a stored file that was changed is refused", async () => {
    const bytes = new Uint8Array(await (await pack({ "a.txt": "one ".repeat(500) }, { level: 0 })).arrayBuffer());
    const text = Buffer.from(bytes).indexOf("one one"); // the header before it holds the time, which may have any byte
    bytes[text + 3] = 0x21; // a space of the text becomes an exclamation mark
    expect((await refusal(unzip(new Blob([bytes]), "set.zip"))).code).toBe("data/zip");
  });

  test("keys are equal for the same archive and differ with name and contents", async () => {
    const options = { lastModDate: new Date(2020, 1, 1) };
    const [one, again, other] = await Promise.all(["a", "a", "b"].map((text) => pack({ "a.txt": text }, options)));
    const key = await archiveKey(one as Blob, "set.zip");
    expect(await archiveKey(again as Blob, "set.zip")).toBe(key);
    expect(await archiveKey(other as Blob, "set.zip")).not.toBe(key);
    expect(await archiveKey(one as Blob, "other.zip")).not.toBe(key);
  });

  test("an encrypted archive is refused", async () => {
    const error = await refusal(unzip(await pack({ "a.txt": "one" }, { password: "secret" }), "set.zip"));
    expect([error.code, error.text.what]).toEqual(["data/zip", "set.zip could not be unpacked."]);
  });

  test("a damaged or cut archive is refused", async () => {
    const bytes = new Uint8Array(await (await pack({ "a.txt": "one ".repeat(500) })).arrayBuffer());
    const damaged = bytes.slice();
    damaged.fill(0x55, 40, 50);
    expect((await refusal(unzip(new Blob([damaged]), "set.zip"))).code).toBe("data/zip");
    expect((await refusal(unzip(new Blob([bytes.subarray(0, 60)]), "set.zip"))).code).toBe("data/zip");
    expect((await refusal(unzip(new Blob(["text"]), "set.zip"))).code).toBe("data/zip");
  });

  test("is told by its name", () => {
    expect([isZip("A.ZIP"), isZip("zip"), isZip("a.zip.txt")]).toEqual([true, false, false]);
  });
});

describe("files on disk", () => {
  let root = "";
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "files-"));
    await mkdir(join(root, "set", "b"), { recursive: true });
    await writeFile(join(root, "set", "b", "2.txt"), "two");
    await writeFile(join(root, "set", "1.txt"), "one");
    await writeFile(join(root, "set.zip"), Buffer.from(await (await pack({ "1.txt": "one" })).arrayBuffer()));
  });
  afterAll(() => rm(root, { recursive: true }));

  test("a folder gives its files with relative paths in order", async () => {
    const entries = await readEntries(join(root, "set"));
    expect(entries.map(({ path }) => path)).toEqual(["1.txt", "b/2.txt"]);
    expect(await texts(entries)).toEqual({ "1.txt": "one", "b/2.txt": "two" });
  });

  test("a zip gives what is in it", async () => {
    expect(await texts(await readEntries(join(root, "set.zip")))).toEqual({ "1.txt": "one" });
  });

  test("what is not there and what is neither folder nor zip is refused", async () => {
    expect((await refusal(readEntries(join(root, "nowhere")))).code).toBe("cli/file");
    expect((await refusal(readEntries(join(root, "set", "1.txt")))).text.why).toBe(
      "It is neither a folder nor a .zip file.",
    );
  });
});

describe("hashes", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  test("the CRC-32 of 123456789 is the check value of the standard", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  test("text, bytes and blobs of the same content have the same SHA-256", async () => {
    expect(await sha256("abc")).toBe(abc);
    expect(await sha256(Uint8Array.of(97, 98, 99))).toBe(abc);
    expect(await sha256(new Blob(["abc"]))).toBe(abc);
  });

  test("a data set's hash ignores order and sees ids, labels and contents", async () => {
    const contents = new Map([
      ["a", "1"],
      ["b", "2"],
    ]);
    const a = { id: "a", label: 0 };
    const b = { id: "b" };
    const hash = await datasetHash([a, b], contents);
    expect(await datasetHash([b, a], contents)).toBe(hash);
    expect(await datasetHash([{ id: "a", label: 1 }, b], contents)).not.toBe(hash);
    expect(await datasetHash([{ id: "a" }, b], contents)).not.toBe(hash);
    expect(await datasetHash([{ ...a, id: "c" }, b], new Map([...contents, ["c", "1"]]))).not.toBe(hash);
    expect(await datasetHash([a, b], new Map([...contents, ["b", "3"]]))).not.toBe(hash);
  });
});
