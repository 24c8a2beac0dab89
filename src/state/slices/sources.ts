import type { SourceFile } from "../../jobs/protocol.ts";
import type { Role } from "../../core/samples/dataset.ts";
import type { Preprocess } from "../../core/samples/preprocess-spec.ts";
import { makeDrop, type Drop } from "../drop.ts";
import { DEFAULT_BUDGET } from "../budget/budget.ts";
import { NO_CHECKS } from "./check.ts";
import { newProject, NOT_KEPT } from "./kept.ts";
import { NO_VARIANTS } from "./variants.ts";
import type { KeptProject } from "../projects/database.ts";
import type { Slice, Studio } from "../store.ts";

/** What was dropped. The bytes stay in the browser's files; the store holds references. */
export interface SourcesSlice {
  readonly project: string;
  readonly model: Drop | null;
  readonly calibration: Drop | null;
  readonly validation: Drop | null;
  /** Samples that join the validation samples as a segment of their own. */
  readonly hardCases: Drop | null;
  setModel(files: readonly SourceFile[], name?: string): void;
  setData(role: Role, files: readonly SourceFile[], name?: string): void;
  removeData(role: Role): void;
  setHardCases(files: readonly SourceFile[], name?: string): void;
  removeHardCases(): void;
  /** The calibration images become the validation images and the other way round. */
  swapData(): void;
  openProject(project: Project): void;
  closeProject(): void;
  /** A project that was kept, as it was left; nothing is started. */
  reopen(
    kept: KeptProject,
    sources: Pick<
      Studio,
      "model" | "calibration" | "validation" | "hardCases" | "variants" | "measuredTimes" | "lastStudy"
    >,
  ): void;
}

/** Everything that one click on the sample sets at once. */
export interface Project {
  readonly name: string;
  /** Kept under this id, in place of what was kept under it before; a new one without it. */
  readonly id?: string;
  readonly model: Drop;
  readonly calibration: Drop;
  readonly validation: Drop;
  readonly suggested: Partial<Preprocess>;
}

/** Results and limits belong to a model. */
const FRESH = { ...NO_VARIANTS, ...NO_CHECKS, budget: DEFAULT_BUDGET, search: null, lastStudy: null } as const;

/** Nothing runs by itself on new inputs, except that FP32 is measured as soon as it can be. */
const IDLE = { run: false, measured: null, trusted: false, streaming: null } as const;

export const sourcesSlice: Slice<SourcesSlice> = (set) => ({
  project: "Untitled",
  model: null,
  calibration: null,
  validation: null,
  hardCases: null,
  setModel: (files, name) =>
    set(({ clearRecipe }) => {
      clearRecipe();
      const model = makeDrop(files, name);
      const cleared = { preprocess: null, suggested: null, layer: null, sample: null };
      return { model, project: model.name, ...cleared, ...IDLE, ...FRESH, ...newProject(), baseline: true };
    }),
  setData: (role, files, name) =>
    set(() => ({ [role]: makeDrop(files, name), ...IDLE, ...(role === "validation" && { baseline: true }) })),
  removeData: (role) => set(() => ({ [role]: null, ...(role === "validation" && { hardCases: null }), ...IDLE })),
  setHardCases: (files, name) => set(() => ({ hardCases: makeDrop(files, name), ...IDLE, baseline: true })),
  removeHardCases: () => set(() => ({ hardCases: null, ...IDLE, baseline: true })),
  swapData: () => set(({ calibration, validation }) => ({ calibration: validation, validation: calibration, ...IDLE })),
  openProject: ({ name, id, ...sources }) =>
    set(({ clearRecipe }) => {
      clearRecipe();
      return {
        ...sources,
        hardCases: null,
        project: name,
        preprocess: null,
        layer: null,
        sample: null,
        ...IDLE,
        ...FRESH,
        ...newProject(id),
      };
    }),
  reopen: ({ id, name, recipes, preprocess, suggested, budget, last, trusted, place, tuneView, checks }, sources) =>
    set((studio) => {
      const view = location.hash === "" ? { place, tuneView } : { place: studio.place, tuneView: studio.tuneView };
      const chosen = { recipeHistory: recipes, recipe: recipes.present, preprocess, suggested, budget };
      const idle = { ...IDLE, baseline: false, layer: null, sample: null };
      return {
        ...FRESH,
        ...idle,
        ...newProject(id),
        ...sources,
        ...checks,
        ...chosen,
        ...view,
        project: name,
        last,
        trusted,
        isReopened: true,
      };
    }),
  closeProject: () =>
    set(({ clearRecipe }) => {
      clearRecipe();
      return {
        model: null,
        calibration: null,
        validation: null,
        hardCases: null,
        preprocess: null,
        suggested: null,
        ...IDLE,
        ...FRESH,
        ...NOT_KEPT,
      };
    }),
});
