import type { Study } from "../../core/sensitivity/expected.ts";
import type { Recipe } from "../../core/recipe.ts";
import type { Inputs } from "../../jobs/protocol.ts";
import type { Slice } from "../store.ts";

/** What a sensitivity report is made from. */
export interface StudyRequest {
  readonly inputs: Inputs;
  readonly recipe: Recipe;
  /** Calibration samples to run. */
  readonly images: number;
}

export type FinishedStudy = StudyRequest & Study;

export const STUDY_IMAGES = [8, 16, 32, 64, 128] as const;

/** Which layers should be ranked by what they cost, and on how many samples. */
export interface SensitivitySlice {
  readonly studyImages: number;
  /** Asked for last. */
  readonly study: StudyRequest | null;
  /** The last that finished, of whatever model: it stays while another runs, and over a reload. */
  readonly lastStudy: FinishedStudy | null;
  /** It should run; Stop takes that back. */
  readonly studying: boolean;
  chooseStudyImages(images: number): void;
  /** With the present recipe. */
  startStudy(inputs: Inputs): void;
  finishStudy(study: FinishedStudy): void;
}

export const sensitivitySlice: Slice<SensitivitySlice> = (set) => ({
  studyImages: 32,
  study: null,
  lastStudy: null,
  studying: false,
  chooseStudyImages: (studyImages) => set(() => ({ studyImages })),
  startStudy: (inputs) =>
    set(({ recipe, studyImages }) => ({ study: { inputs, recipe, images: studyImages }, studying: true })),
  finishStudy: (lastStudy) => set(() => ({ lastStudy })),
});
