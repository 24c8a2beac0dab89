/** @file What the user chose, and what is running. What jobs answered lives in the query cache; see queries.ts. */
import { create, type StateCreator } from "zustand";
import { budgetSlice, type BudgetSlice } from "./slices/budget.ts";
import { checkSlice, type CheckSlice } from "./slices/check.ts";
import { devicesSlice, type DevicesSlice } from "./slices/devices.ts";
import { keptSlice, type KeptSlice } from "./slices/kept.ts";
import { progressSlice, type ProgressSlice } from "./slices/progress.ts";
import { recipeSlice, type RecipeSlice } from "./slices/recipe.ts";
import { runSlice, type RunSlice } from "./slices/run.ts";
import { searchSlice, type SearchSlice } from "./slices/search.ts";
import { sensitivitySlice, type SensitivitySlice } from "./slices/sensitivity.ts";
import { sourcesSlice, type SourcesSlice } from "./slices/sources.ts";
import { stressSlice, type StressSlice } from "./slices/stress.ts";
import { variantsSlice, type VariantsSlice } from "./slices/variants.ts";
import { viewSlice, type ViewSlice } from "./slices/view.ts";

export interface Studio
  extends
    SourcesSlice,
    RecipeSlice,
    RunSlice,
    ViewSlice,
    ProgressSlice,
    VariantsSlice,
    BudgetSlice,
    CheckSlice,
    DevicesSlice,
    KeptSlice,
    SearchSlice,
    SensitivitySlice,
    StressSlice {}

export type Slice<S> = StateCreator<Studio, [], [], S>;

export const useStudio = create<Studio>()((...a) => ({
  ...sourcesSlice(...a),
  ...recipeSlice(...a),
  ...runSlice(...a),
  ...viewSlice(...a),
  ...progressSlice(...a),
  ...variantsSlice(...a),
  ...budgetSlice(...a),
  ...checkSlice(...a),
  ...devicesSlice(...a),
  ...keptSlice(...a),
  ...searchSlice(...a),
  ...sensitivitySlice(...a),
  ...stressSlice(...a),
}));
