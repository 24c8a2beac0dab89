import { useDeferredValue } from "react";
import { Button } from "@mantine/core";
import { IconChecklist, IconHistory, IconPhoto, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useMeasurement } from "../../../state/measurement.tsx";
import { useStudio } from "../../../state/store.ts";
import { BaselineGate } from "../data/BaselineGate.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Running } from "../../parts/Running.tsx";
import { Advice } from "./Advice.tsx";
import { FlipsPanel } from "./FlipsPanel.tsx";
import { ResultCards } from "./ResultCards.tsx";
import { SegmentsPanel } from "./SegmentsPanel.tsx";

/** What INT8 did to the answers, while it is being measured and afterwards. */
export function CheckView() {
  const { evaluate, baseline } = useFlow();
  const { comparison: latest, state } = useMeasurement();
  const comparison = useDeferredValue(latest);
  const failed = [baseline, evaluate].find((query) => query.isError);
  return (
    <div className="stack">
      <BaselineGate />
      {failed?.error && <ErrorCard error={failed.error} onRetry={() => void failed.refetch()} />}
      {state === "stale" && <StaleNotice />}
      {state === "fresh" && <Advice />}
      {comparison ? (
        <div className={state === "stale" ? "stack stale" : "stack"}>
          <ResultCards comparison={comparison} />
          {comparison.segments.length > 1 && <SegmentsPanel segments={comparison.segments} />}
          <FlipsPanel flips={comparison.flips} n={comparison.n} />
        </div>
      ) : evaluate.isFetching ? (
        <Running jobs={["evaluate"]} label="Measuring INT8" />
      ) : (
        !failed && <NothingMeasured />
      )}
    </div>
  );
}

function StaleNotice() {
  const quantize = useStudio((s) => s.quantize);
  return (
    <div className="notice" data-level="warn" role="status">
      <IconHistory size={18} aria-hidden />
      <div className="spread grow">
        <p className="flat">These numbers were measured with earlier settings.</p>
        <Button leftSection={<IconPlayerPlayFilled size={14} />} onClick={quantize}>
          Measure INT8
        </Button>
      </div>
    </div>
  );
}

function NothingMeasured() {
  const { validation, calibration, model } = useFlow();
  const quantize = useStudio((s) => s.quantize);
  const goTo = useStudio((s) => s.goTo);
  if (!validation.data && !validation.isFetching) {
    return (
      <Empty
        icon={<IconPhoto size={28} stroke={1.5} />}
        title="There are no validation images yet"
        action={<Button onClick={() => goTo("data")}>Add images</Button>}
      >
        Labelled images tell what INT8 costs: top-1, the segments that suffer, and every answer that changed.
      </Empty>
    );
  }
  const ready = model.data !== undefined && calibration.data !== undefined;
  return (
    <Empty
      icon={<IconChecklist size={28} stroke={1.5} />}
      title="Nothing is measured yet"
      action={
        <Button disabled={!ready} leftSection={<IconPlayerPlayFilled size={14} />} onClick={quantize}>
          Quantize and measure
        </Button>
      }
    >
      FP32 and INT8 answer the same images; accuracy, agreement and every flip appear here as they come.
    </Empty>
  );
}
