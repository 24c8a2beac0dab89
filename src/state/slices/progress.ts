import type { Progress, StudioApi } from "../../jobs/protocol.ts";
import type { Slice } from "../store.ts";

export type JobName = keyof StudioApi & string;

export interface JobProgress extends Progress {
  readonly job: JobName;
  /** `done` and `performance.now()`, ms, of the first report: loading before it says nothing about the rate. */
  readonly first: { readonly done: number; readonly at: number };
  /** When it last reported, ms. */
  readonly at: number;
}

/** Jobs that are running now; cleared when they settle. */
export interface ProgressSlice {
  readonly progress: Readonly<Record<string, JobProgress>>;
  report(id: string, progress: JobProgress): void;
  settle(id: string): void;
}

export const progressSlice: Slice<ProgressSlice> = (set) => ({
  progress: {},
  report: (id, progress) => set((s) => ({ progress: { ...s.progress, [id]: progress } })),
  settle: (id) =>
    set((s) => {
      const { [id]: _done, ...rest } = s.progress;
      return { progress: rest };
    }),
});
