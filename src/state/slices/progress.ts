import type { Progress, StudioApi } from "../../jobs/protocol.ts";
import type { Slice } from "../store.ts";

export type JobName = keyof StudioApi & string;

export interface JobProgress extends Progress {
  readonly job: JobName;
  /** `performance.now()` when the job started and when it last reported, ms. */
  readonly startedAt: number;
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
