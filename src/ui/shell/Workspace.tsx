import "../styles/workspace.css";
import "../styles/tables.css";
import "../styles/tune-tabs.css";
import "../styles/recipe.css";
import "../styles/data.css";
import "../styles/check.css";
import "../styles/variants.css";
import "../styles/devices.css";
import { lazy, Suspense, useDeferredValue } from "react";
import { SensitivityProvider } from "../../state/sensitivity/study.tsx";
import { StressProvider } from "../../state/stress/run.tsx";
import { SearchRunner } from "../../state/search/runner.tsx";
import { useStudio } from "../../state/store.ts";
import type { Place } from "../../state/slices/view.ts";
import { CheckView } from "../panels/check/CheckView.tsx";
import { FlipInspector } from "../panels/check/FlipInspector.tsx";
import { DataView } from "../panels/data/DataView.tsx";
import { PreviewInspector } from "../panels/data/PreviewInspector.tsx";
import { HelpHost } from "../parts/HelpHost.tsx";
import { Boundary } from "../parts/Boundary.tsx";
import { ModelView } from "../panels/model/ModelView.tsx";
import { ShipView } from "../panels/ship/ShipView.tsx";
import { LayerInspector } from "../panels/tune/LayerInspector.tsx";
import { TuneView } from "../panels/tune/TuneView.tsx";
import { ProjectKeeper } from "../../state/projects/keeper.tsx";
import { VariantKeeper } from "../../state/variants/keeper.tsx";
import { useOverlay } from "./finder-store.ts";
import { Finder } from "./Finder.tsx";
import { Header } from "./Header.tsx";
import { Inspector } from "./Inspector.tsx";
import { JobBar } from "./JobBar.tsx";
import { Rail } from "./Rail.tsx";
import { Shortcuts } from "./Shortcuts.tsx";

interface PlaceParts {
  readonly View: () => React.ReactNode;
  /** What the inspector shows here; places without a selection have none. */
  readonly Side?: () => React.ReactNode;
  readonly side?: string;
}

const PARTS: Readonly<Record<Place, PlaceParts>> = {
  model: { View: ModelView },
  data: { View: DataView, Side: PreviewInspector, side: "What the network sees" },
  tune: { View: TuneView, Side: LayerInspector, side: "Layer" },
  check: { View: CheckView, Side: FlipInspector, side: "Image" },
  ship: { View: ShipView },
};

const BulkPins = lazy(() => import("../panels/tune/BulkPins.tsx").then((m) => ({ default: m.BulkPins })));

export function Workspace() {
  // Deferred: the rail answers at once, the view is rendered in slices that input can interrupt.
  const place = useDeferredValue(useStudio((s) => s.place));
  const { View, Side, side } = PARTS[place];
  return (
    <SensitivityProvider>
      <div className="workspace">
        <Header />
        <Rail />
        <StressProvider>
          {/* Another element for each place: it begins at its top. */}
          <main key={place} className="view" data-place={place}>
            <Boundary>
              <View />
            </Boundary>
          </main>
        </StressProvider>
        {Side && side && (
          <Inspector title={side}>
            <Boundary key={place}>
              <Side />
            </Boundary>
          </Inspector>
        )}
        <JobBar />
        <SearchRunner />
        <VariantKeeper />
        <ProjectKeeper />
        <HelpHost />
        <Finder />
        <Shortcuts />
        <PinDialog />
      </div>
    </SensitivityProvider>
  );
}

function PinDialog() {
  const open = useOverlay((s) => s.open === "pins");
  if (!open) return null;
  return (
    <Suspense fallback={null}>
      <BulkPins />
    </Suspense>
  );
}
