import { useDeferredValue } from "react";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { BaselineGate } from "../data/BaselineGate.tsx";
import { LayerProfile } from "./LayerProfile.tsx";
import { LayerTable } from "./LayerTable.tsx";
import { Missing, useMissing } from "./Missing.tsx";
import { RecipeBar } from "./RecipeBar.tsx";
import { RunStages } from "./RunStages.tsx";

const STAGES = ["baseline", "prepare", "calibrate", "quantize"] as const;

/** The recipe above, what it does to every layer below. */
export function TuneView() {
  const flow = useFlow();
  const { quantize } = flow;
  // Deferred: layers arrive while validation starts; they are rendered in slices.
  const report = useDeferredValue(quantize.data);
  const stages = STAGES.filter((name) => name !== "calibrate" || flow.calibrates);
  const failed = stages.map((name) => flow[name]).find((query) => query.isError);
  const wanted = useStudio((s) => s.run);
  const opening = wanted && (flow.model.isFetching || flow.calibration.isFetching || flow.validation.isFetching);
  const busy = opening || STAGES.some((name) => flow[name].isFetching);
  return (
    <div className="tune">
      <RecipeBar />
      {failed?.error && (
        <div className="tune-notice">
          <ErrorCard error={failed.error} onRetry={() => void failed.refetch()} />
        </div>
      )}
      <BaselineGate />
      {report ? (
        <div className={quantize.isPlaceholderData ? "tune-layers stale" : "tune-layers"}>
          <LayerProfile layers={report.layers} />
          <LayerTable layers={report.layers} notes={report.notes} />
        </div>
      ) : busy ? (
        <RunStages />
      ) : (
        !failed && <NothingYet />
      )}
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
