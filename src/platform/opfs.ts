/** @file Files in the browser's private file system: on disk, not in memory. Only in workers. */
import { type BlobSink, blobSink } from "./weight-blobs.ts";

/** What `createSyncAccessHandle` gives in a worker (File System Standard); the page's types leave it out. */
interface SyncAccess {
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

const PREFIX = "streamed-";
/** Files of earlier visits are deleted after a day, ms: another tab may still be saving a younger one. */
const KEPT = 86_400_000;

let made: Promise<FileSystemDirectoryHandle> | undefined;
let files = 0;

/** A file that grows on disk. Where the browser lends no file system (private windows), the blob store serves. */
export async function fileSink(location: string): Promise<BlobSink> {
  const opened = await openFile(location).catch(() => null);
  if (opened === null) return blobSink(location);
  const { handle, access } = opened;
  let at = 0;
  let file: Promise<File> | undefined;
  const finish = () => {
    access.flush();
    access.close();
    return handle.getFile();
  };
  return {
    location,
    async write(bytes) {
      at += access.write(bytes, { at });
    },
    blob: () => (file ??= finish()),
  };
}

async function openFile(location: string) {
  const folder = await (made ??= ownFolder());
  const name = `${++files}-${location.replaceAll(/[\\/]/g, "_")}`;
  const handle = await folder.getFileHandle(name, { create: true });
  const lent = handle as FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccess> };
  return { handle, access: await lent.createSyncAccessHandle() };
}

async function ownFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) {
    const born = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : Infinity;
    if (Date.now() - born > KEPT) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  }
  return root.getDirectoryHandle(`${PREFIX}${Date.now()}`, { create: true });
}
