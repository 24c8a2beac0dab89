import type { SourceFile } from "../../jobs/protocol.ts";
import type { Role } from "../../core/samples/dataset.ts";
import type { Preprocess } from "../../core/samples/preprocess-spec.ts";
import { makeDrop, type Drop } from "../drop.ts";
import type { Slice } from "../store.ts";

/** What was dropped. The bytes stay in the browser's files; the store holds references. */
export interface SourcesSlice {
  readonly project: string;
  readonly model: Drop | null;
  readonly calibration: Drop | null;
  readonly validation: Drop | null;
  setModel(files: readonly SourceFile[], name?: string): void;
  setData(role: Role, files: readonly SourceFile[], name?: string): void;
  removeData(role: Role): void;
  /** The calibration images become the validation images and the other way round. */
  swapData(): void;
  openProject(project: Project): void;
  closeProject(): void;
}

/** Everything that one click on the sample sets at once. */
export interface Project {
  readonly name: string;
  readonly model: Drop;
  readonly calibration: Drop;
  readonly validation: Drop;
  readonly suggested: Partial<Preprocess>;
}

/** Nothing runs by itself on new inputs, except that FP32 is measured as soon as it can be. */
const IDLE = { run: false, measured: null, trusted: false, streaming: null } as const;

export const sourcesSlice: Slice<SourcesSlice> = (set) => ({
  project: "Untitled",
  model: null,
  calibration: null,
  validation: null,
  setModel: (files, name) =>
    set(({ clearRecipe }) => {
      clearRecipe();
      const model = makeDrop(files, name);
      const cleared = { preprocess: null, suggested: null, layer: null, sample: null };
      return { model, project: model.name, ...cleared, ...IDLE, baseline: true };
    }),
  setData: (role, files, name) =>
    set(() => ({ [role]: makeDrop(files, name), ...IDLE, ...(role === "validation" && { baseline: true }) })),
  removeData: (role) => set(() => ({ [role]: null, ...IDLE })),
  swapData: () => set(({ calibration, validation }) => ({ calibration: validation, validation: calibration, ...IDLE })),
  openProject: ({ name, ...sources }) =>
    set(({ clearRecipe }) => {
      clearRecipe();
      return { ...sources, project: name, preprocess: null, layer: null, sample: null, ...IDLE };
    }),
  closeProject: () =>
    set(({ clearRecipe }) => {
      clearRecipe();
      return { model: null, calibration: null, validation: null, preprocess: null, suggested: null, ...IDLE };
    }),
});
