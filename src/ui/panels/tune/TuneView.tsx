import { Suspense, useDeferredValue } from "react";
import { Button } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconHistory } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import type { TuneViewId } from "../../../state/slices/view.ts";
import { useStudio } from "../../../state/store.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { BaselineGate } from "../data/BaselineGate.tsx";
import { Missing, useMissing } from "./Missing.tsx";
import { RecipeBar } from "./RecipeBar.tsx";
import { RunStages } from "./RunStages.tsx";
import { TuneTabs } from "./TuneTabs.tsx";
import { viewOf } from "./views.ts";

/** Views of what is kept; the others look into layers, which would calibrate unasked after a reload. */
const KEPT_VIEWS: readonly TuneViewId[] = ["layers", "sensitivity", "variants", "search"];

const STAGES = ["baseline", "prepare", "calibrate", "quantize"] as const;

/** The recipe above, what it does to every layer below: as a table, a graph, or one of the other views. */
export function TuneView() {
  const flow = useFlow();
  const { quantize } = flow;
  // Deferred: layers arrive while validation starts; they are rendered in slices.
  const report = useDeferredValue(quantize.data);
  const stages = STAGES.filter((name) => name !== "calibrate" || flow.calibrates);
  const failed = stages.map((name) => flow[name]).find((query) => query.isError);
  const wanted = useStudio((s) => s.run);
  const isReopened = useStudio((s) => s.isReopened);
  const opening = wanted && (flow.model.isFetching || flow.calibration.isFetching || flow.validation.isFetching);
  const { id, View } = viewOf(useDeferredValue(useStudio((s) => s.tuneView)));
  const busy = opening || STAGES.some((name) => flow[name].isFetching);
  const asleep = report !== undefined && isReopened && !flow.awake && !wanted && !busy;
  return (
    <div className="tune">
      <RecipeBar />
      {failed?.error && (
        <div className="tune-notice">
          <ErrorCard error={failed.error} onRetry={() => void failed.refetch()} />
        </div>
      )}
      <BaselineGate />
      {asleep && <Asleep />}
      {report ? (
        <>
          <TuneTabs />
          <div className={quantize.isPlaceholderData ? "tune-body stale" : "tune-body"}>
            <Suspense fallback={<div className="tensor-wait" role="status" aria-label="Opening the view" />}>
              {asleep && !KEPT_VIEWS.includes(id) ? null : <View report={report} />}
            </Suspense>
          </div>
        </>
      ) : busy ? (
        <RunStages />
      ) : (
        !failed && <NothingYet />
      )}
    </div>
  );
}

/** After a reload results are there, but not what looking into single layers needs. */
function Asleep() {
  const wake = useStudio((s) => s.quantize);
  return (
    <div className="tune-notice asleep">
      <div className="notice" role="status">
        <IconHistory size={18} aria-hidden />
        <div className="spread grow">
          <p className="flat">
            These results were kept from an earlier visit. To look into single layers, the model is prepared and
            calibrated again.
          </p>
          <Button variant="default" onClick={wake}>
            Calibrate again
          </Button>
        </div>
      </div>
    </div>
  );
}

function NothingYet() {
  const missing = useMissing();
  if (missing) return <Missing what={missing} />;
  return (
    <Empty icon={<IconAdjustmentsHorizontal size={28} stroke={1.5} />} title="No layers yet">
      Press Quantize. FP32 is measured first, then the model is prepared and, where the recipe needs it, calibrated
      once; changing the recipe afterwards never calibrates again.
    </Empty>
  );
}
