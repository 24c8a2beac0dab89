import { PIN_PRECISIONS, type PinPrecision } from "../../core/recipe.ts";
import type { TaskId } from "../../core/evaluate/tasks/task.ts";
import type { SearchSetting } from "../../core/search/propose.ts";
import type { Trial } from "../../core/search/trial.ts";
import type { MadeSegment } from "./check.ts";
import type { Slice } from "../store.ts";

/** What the next search may do; its budget is that of the project. */
export interface SearchChoice {
  readonly minutes: number;
  readonly until: SearchSetting["goal"]["until"];
  readonly allowed: readonly PinPrecision[];
}

export type SearchState = "running" | "paused" | "done";

/** A search with every model it tried. */
export interface Search {
  /** Unlike any other of this project. */
  readonly id: string;
  readonly setting: SearchSetting;
  /** What it scores, where that was chosen by hand, and segments made by hand that its goal limits. */
  readonly task?: TaskId;
  readonly segments?: readonly MadeSegment[];
  /** Data it was measured on: with other samples it cannot go on. */
  readonly bench: string;
  /** Time it may take in all, and has taken, s. */
  readonly seconds: number;
  readonly spent: number;
  readonly state: SearchState;
  /** What it does now, or why it ended. */
  readonly said: string;
  readonly trials: readonly Trial[];
}

export interface SearchSlice {
  readonly searchChoice: SearchChoice;
  /** The search of this project: running, paused or finished. */
  readonly search: Search | null;
  chooseSearch(change: Partial<SearchChoice>): void;
  startSearch(search: Pick<Search, "setting" | "bench" | "seconds" | "task" | "segments">): void;
  pauseSearch(): void;
  /** @param seconds in addition, when its time was up */
  resumeSearch(seconds?: number): void;
  /** A step forward: what it does, and trials that are new. */
  reportSearch(id: string, step: { readonly said: string; readonly trials: readonly Trial[] }): void;
  endSearch(id: string, said: string, state: SearchState, spent: number): void;
  restoreSearch(search: Search | null): void;
}

export const USUAL_SEARCH: SearchChoice = {
  minutes: 5,
  until: "best",
  allowed: PIN_PRECISIONS.filter((precision) => precision !== "int8"),
};

let runs = 0;

export const searchSlice: Slice<SearchSlice> = (set) => {
  const change = (id: string | null, next: (search: Search) => Partial<Search>) =>
    set(({ search }) =>
      search && (id === null || search.id === id) ? { search: { ...search, ...next(search) } } : {},
    );
  return {
    searchChoice: USUAL_SEARCH,
    search: null,
    chooseSearch: (choice) => set(({ searchChoice }) => ({ searchChoice: { ...searchChoice, ...choice } })),
    startSearch: (search) =>
      set(() => {
        const id = `${Date.now().toString(36)}-${++runs}`;
        return { search: { ...search, id, spent: 0, state: "running", said: "Starting", trials: [] }, baseline: true };
      }),
    pauseSearch: () => change(null, () => ({ state: "paused", said: "Paused" })),
    resumeSearch: (seconds = 0) =>
      change(null, (s) => ({ state: "running", said: "Going on", seconds: s.seconds + seconds })),
    reportSearch: (id, { said, trials }) =>
      change(id, (s) => ({ said, trials: trials.length > 0 ? [...s.trials, ...trials] : s.trials })),
    endSearch: (id, said, state, spent) => change(id, (s) => ({ said, state, spent: s.spent + spent })),
    restoreSearch: (search) => set(() => ({ search })),
  };
};
