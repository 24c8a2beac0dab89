import type { TaskId } from "../../core/evaluate/tasks/task.ts";
import type { Slice } from "../store.ts";

/** Samples that the user put together; a sample may be in several. */
export interface MadeSegment {
  readonly name: string;
  /** By id. */
  readonly samples: readonly string[];
}

/** A reason in writing to export in spite of failing gates. */
export interface Overruled {
  readonly reason: string;
  /** Ids of the samples that it was given for. */
  readonly gates: readonly string[];
}

/** What the answers are scored for, where they are looked at closely, and what must not go wrong. */
export interface CheckSlice {
  /** Null while the guess is good enough. */
  readonly task: TaskId | null;
  readonly made: readonly MadeSegment[];
  /** A regular expression over the file names whose first group names a segment; empty for none. */
  readonly pattern: string;
  /** Samples that must stay right, by id. */
  readonly gates: readonly string[];
  /** Why a model may be exported though gates fail, and which ones were looked at; null while it may not. */
  readonly overruled: Overruled | null;
  chooseTask(task: TaskId | null): void;
  /** Adds samples to a segment, which is made when there is none of this name. */
  addToSegment(name: string, samples: readonly string[]): void;
  /** A segment that loses its last sample is gone. */
  removeFromSegment(name: string, samples: readonly string[]): void;
  removeSegment(name: string): void;
  setPattern(pattern: string): void;
  toggleGate(sample: string): void;
  /** @param failing gates that fail now: those that fail later are not covered */
  overrule(reason: string, failing: readonly string[]): void;
}

/** Of another model, nothing was chosen. */
export const NO_CHECKS = { task: null, made: [], pattern: "", gates: [], overruled: null } as const;

export const checkSlice: Slice<CheckSlice> = (set) => ({
  ...NO_CHECKS,
  // Answers are kept; they are read anew.
  chooseTask: (task) => set(() => ({ task })),
  addToSegment: (name, samples) =>
    set(({ made }) => {
      const before = made.find((segment) => segment.name === name)?.samples ?? [];
      const segment = { name, samples: [...new Set([...before, ...samples])].sort() };
      return { made: [...made.filter((other) => other.name !== name), segment] };
    }),
  removeFromSegment: (name, samples) =>
    set(({ made }) => {
      const gone = new Set(samples);
      const without = (segment: MadeSegment) =>
        segment.name === name ? { name, samples: segment.samples.filter((id) => !gone.has(id)) } : segment;
      return { made: made.map(without).filter((segment) => segment.samples.length > 0) };
    }),
  removeSegment: (name) => set(({ made }) => ({ made: made.filter((segment) => segment.name !== name) })),
  setPattern: (pattern) => set(() => ({ pattern })),
  toggleGate: (sample) =>
    set(({ gates }) => ({
      gates: gates.includes(sample) ? gates.filter((id) => id !== sample) : [...gates, sample],
      // A reason was given for the gates as they were.
      overruled: null,
    })),
  overrule: (reason, failing) =>
    set(() => ({ overruled: reason.trim() === "" ? null : { reason: reason.trim(), gates: failing } })),
});
