import type { TaskId } from "../../core/evaluate/tasks/task.ts";
import type { Slice } from "../store.ts";

/** Samples that the user put together; a sample may be in several. */
export interface MadeSegment {
  readonly name: string;
  /** By id. */
  readonly samples: readonly string[];
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
  /** Why a model may be exported though a gate fails; empty while it may not. */
  readonly overruled: string;
  chooseTask(task: TaskId | null): void;
  /** Adds samples to a segment, which is made when there is none of this name. */
  addToSegment(name: string, samples: readonly string[]): void;
  removeSegment(name: string): void;
  setPattern(pattern: string): void;
  toggleGate(sample: string): void;
  overrule(reason: string): void;
}

/** Of another model, nothing was chosen. */
export const NO_CHECKS = { task: null, made: [], pattern: "", gates: [], overruled: "" } as const;

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
  removeSegment: (name) => set(({ made }) => ({ made: made.filter((segment) => segment.name !== name) })),
  setPattern: (pattern) => set(() => ({ pattern })),
  toggleGate: (sample) =>
    set(({ gates }) => ({
      gates: gates.includes(sample) ? gates.filter((id) => id !== sample) : [...gates, sample],
      // A reason was given for the gates as they were.
      overruled: "",
    })),
  overrule: (overruled) => set(() => ({ overruled })),
});
