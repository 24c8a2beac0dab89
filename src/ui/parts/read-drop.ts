/** @file Reads dropped or picked files with their folder structure kept. */
import type { SourceFile } from "../../jobs/protocol.ts";

/** Must be called within the drop event: the entries are gone afterwards. */
export function readDrop(transfer: DataTransfer): Promise<readonly SourceFile[]> {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile()).filter((entry) => entry !== null);
  return Promise.all(entries.map(readEither)).then((lists) => lists.flat());
}

export function readPicked(list: FileList | null): readonly SourceFile[] {
  return [...(list ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
}

/** Files that scripts or mail programs hand over have no entry. */
async function readEither(dropped: FileSystemEntry | File): Promise<readonly SourceFile[]> {
  return dropped instanceof File ? [{ path: dropped.name, blob: dropped }] : readEntry(dropped);
}

async function readEntry(entry: FileSystemEntry): Promise<readonly SourceFile[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [{ path, blob: await fileOf(entry as FileSystemFileEntry) }];
  const children = await childrenOf((entry as FileSystemDirectoryEntry).createReader());
  const lists: (readonly SourceFile[])[] = [];
  // One folder after the other: thousands of open directory readers would fail.
  for (const child of children) lists.push(await readEntry(child));
  return lists.flat();
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** `readEntries` answers at most 100 at a time, and nothing when it is done. */
async function childrenOf(reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all;
    all.push(...part);
  }
}
