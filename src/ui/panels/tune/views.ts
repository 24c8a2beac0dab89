/** @file The views of Tune, by id: a new one is its component and a line here. All but the first load when they are opened. */
import { type ComponentType, lazy } from "react";
import type { QuantizeReport } from "../../../jobs/protocol.ts";
import type { TuneViewId } from "../../../state/slices/view.ts";
import { LayersView } from "./LayersView.tsx";

export interface TuneViewProps {
  /** The last result; of an earlier recipe while the present one is being quantized. */
  readonly report: QuantizeReport;
}

export interface TuneViewEntry {
  readonly id: TuneViewId;
  readonly title: string;
  /** One sentence: which question it answers. */
  readonly help: string;
  readonly View: ComponentType<TuneViewProps>;
}

const VARIANTS: TuneViewEntry = {
  id: "variants",
  title: "Variants",
  help: "Everything that was measured, what was changed, and what it brought.",
  View: lazy(() => import("./variants/VariantsView.tsx").then((m) => ({ default: m.VariantsView }))),
};

const LAYERS: TuneViewEntry = {
  id: "layers",
  title: "Layers",
  help: "Every layer with its precision, size and own error.",
  View: LayersView,
};

const GRAPH: TuneViewEntry = {
  id: "graph",
  title: "Graph",
  help: "The network drawn, coloured by bits, error, clipping, fusion or size.",
  View: lazy(async () => ({ default: (await import("./graph/GraphPanel.tsx")).GraphPanel })),
};

const RANGES: TuneViewEntry = {
  id: "ranges",
  title: "Ranges",
  help: "One tensor at a time: what its range keeps, what it clips, and whose values they are.",
  View: lazy(async () => ({ default: (await import("./ranges/RangesView.tsx")).RangesView })),
};

const SENSITIVITY: TuneViewEntry = {
  id: "sensitivity",
  title: "Sensitivity",
  help: "What the rounding of each layer costs at the output, and what pins would bring.",
  View: lazy(async () => ({ default: (await import("./sensitivity/SensitivityView.tsx")).SensitivityView })),
};

const SEARCH: TuneViewEntry = {
  id: "search",
  title: "Search",
  help: "Finds the best model within the budget by measuring many.",
  View: lazy(async () => ({ default: (await import("./search/SearchView.tsx")).SearchView })),
};

export const VIEWS: readonly TuneViewEntry[] = [LAYERS, GRAPH, RANGES, SENSITIVITY, VARIANTS, SEARCH];

export function viewOf(id: TuneViewId): TuneViewEntry {
  return VIEWS.find((view) => view.id === id) ?? LAYERS;
}
