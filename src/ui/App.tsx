import { lazy, Suspense, useDeferredValue } from "react";
import { FlowProvider } from "../state/flow.tsx";
import { MeasurementProvider } from "../state/measurement.tsx";
import { takeIn } from "../state/intake.ts";
import { useStudio } from "../state/store.ts";
import { Boundary } from "./parts/Boundary.tsx";
import { usePageDrop } from "./shell/use-page-drop.ts";
import { StartScreen } from "./start/StartScreen.tsx";

const Workspace = lazy(() => import("./shell/Workspace.tsx").then((m) => ({ default: m.Workspace })));

const onFiles = (files: Parameters<typeof takeIn>[0]) => void takeIn(files);

/** The start screen until there is something to work on, then the workspace. */
export function App() {
  // Deferred: the workspace is rendered in slices, since the first job starts in the same moment.
  const started = useDeferredValue(
    useStudio((s) => s.model !== null || s.calibration !== null || s.validation !== null),
  );
  const dragging = usePageDrop(onFiles);
  return (
    <FlowProvider>
      <MeasurementProvider>
        {started ? (
          <Boundary>
            <Suspense fallback={<p className="loading">Opening the workspace</p>}>
              <Workspace />
            </Suspense>
          </Boundary>
        ) : (
          <StartScreen dragging={dragging} />
        )}
        {dragging && started && <DropOverlay />}
      </MeasurementProvider>
    </FlowProvider>
  );
}

/** Shown while files are dragged over the window. The drop itself is taken by the window. */
function DropOverlay() {
  return (
    <div className="drop-overlay" aria-hidden>
      <p>
        <strong>Drop to add</strong>
        <span>
          A model replaces the model. Samples go to calibration, then to validation; named folders find their own role.
        </span>
      </p>
    </div>
  );
}
