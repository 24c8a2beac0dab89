/** @file Small images for lists. Requests of one moment travel together, a few images per call. */
import type { JobQuery } from "./queries.ts";
import { call } from "./call.ts";

/** Images per call: few enough that a list fills from the top. */
const BATCH = 24;
/** How long to wait for others, ms: one frame. */
const WAIT = 16;

interface Wish {
  readonly sample: string;
  readonly resolve: (blob: Blob | null) => void;
  readonly reject: (error: unknown) => void;
}

const wishes = new Map<string, Wish[]>();

export function thumbnail(data: string, sample: string, size: number): JobQuery<Blob | null> {
  return {
    queryKey: ["thumbnail", data, sample, size],
    gcTime: 5 * 60_000,
    queryFn: () => wish(data, sample, size),
  };
}

function wish(data: string, sample: string, size: number): Promise<Blob | null> {
  const group = `${data} ${size}`;
  return new Promise((resolve, reject) => {
    const open = wishes.get(group);
    if (open) return void open.push({ sample, resolve, reject });
    wishes.set(group, [{ sample, resolve, reject }]);
    setTimeout(() => void flush(group, data, size), WAIT);
  });
}

async function flush(group: string, data: string, size: number): Promise<void> {
  const all = wishes.get(group) ?? [];
  wishes.delete(group);
  for (let i = 0; i < all.length; i += BATCH) {
    const batch = all.slice(i, i + BATCH);
    try {
      const blobs = await call("thumbnails", { data, samples: batch.map((w) => w.sample), size });
      batch.forEach((w, k) => w.resolve(blobs[k] ?? null));
    } catch (error) {
      batch.forEach((w) => w.reject(error));
    }
  }
}
