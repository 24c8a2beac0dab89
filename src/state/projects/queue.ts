/** @file One write after the other, the latest state only; what goes wrong is said and stops the writing of that project. */
import type { Snapshot } from "./snapshot.ts";
import { useStudio } from "../store.ts";
import { type Adopted, NotKept, openWriter, type ProjectWriter } from "./write.ts";

let writer: { readonly id: string; readonly open: Promise<ProjectWriter> } | null = null;
let waiting: Snapshot | null = null;
let busy = false;

/** Returns at once; what is asked for while a write runs replaces what waited before. */
export function keepSnapshot(snapshot: Snapshot): void {
  waiting = snapshot;
  if (!busy) void run();
}

async function run(): Promise<void> {
  busy = true;
  while (waiting !== null) {
    const snapshot = waiting;
    waiting = null;
    await keep(snapshot);
  }
  busy = false;
}

async function keep(snapshot: Snapshot): Promise<void> {
  const { setKeeping, keeping } = useStudio.getState();
  const isCurrent = () => useStudio.getState().projectId === snapshot.id;
  if (isCurrent() && (keeping.state === "refused" || keeping.state === "too-large")) return;
  try {
    await (await writerOf(snapshot.id)).write(snapshot);
    if (isCurrent()) setKeeping({ state: "kept" });
  } catch (error) {
    if (isCurrent()) setKeeping(reason(error));
  }
}

function writerOf(id: string, adopted?: Adopted): Promise<ProjectWriter> {
  if (writer?.id === id && adopted === undefined) return writer.open;
  closeWriter();
  writer = { id, open: released.then(() => openWriter(id, adopted)) };
  return writer.open;
}

/** The lock of the last writer is given back first, or it would keep the next one of the same project out. */
let released: Promise<unknown> = Promise.resolve();

function closeWriter(): void {
  const open = writer?.open;
  writer = null;
  released = Promise.resolve(open?.then((before) => before.close())).catch(() => undefined);
}

/** A kept project was opened: what it holds already need not be written again. */
export function adopt(id: string, adopted: Adopted): void {
  void writerOf(id, adopted).catch(() => undefined); // said when something is to be written
}

/** The project is no longer kept, or kept by somebody else. */
export function release(id: string): void {
  if (writer?.id === id) closeWriter();
}

function reason(error: unknown) {
  if (error instanceof NotKept) return { state: "too-large", why: error.message } as const;
  const said = error instanceof Error ? error.message : "no reason given";
  const isFull = error instanceof Error && /quota/i.test(`${error.name} ${error.message}`);
  const why = isFull
    ? "The storage of this browser is full. After a reload the files have to be dropped again."
    : `This browser refuses to store it (${said}), as private windows do. After a reload the files have to be dropped again.`;
  return { state: "refused", why } as const;
}
