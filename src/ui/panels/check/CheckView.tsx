import { useDeferredValue } from "react";
import { Button } from "@mantine/core";
import { IconChecklist, IconHistory, IconPhoto, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useMeasurement, useVariantName } from "../../../state/measurement.tsx";
import { useShown } from "../../../state/shown.ts";
import { useStudio } from "../../../state/store.ts";
import { BaselineGate } from "../data/BaselineGate.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Running } from "../../parts/Running.tsx";
import { Advice } from "./Advice.tsx";
import { BudgetLine } from "./BudgetLine.tsx";
import { CompareFile } from "./CompareFile.tsx";
import { FileNotice } from "./FileNotice.tsx";
import { FlipsPanel } from "./FlipsPanel.tsx";
import { ResultCards } from "./ResultCards.tsx";
import { SaturationPanel } from "./SaturationPanel.tsx";
import { SegmentsPanel } from "./SegmentsPanel.tsx";

/** What the variant did to the answers, while it is being measured and afterwards. */
export function CheckView() {
  const { evaluate, baseline } = useFlow();
  const { comparison: latest, state, name, bytes, file } = useShown();
  const comparison = useDeferredValue(latest);
  const failed = [baseline, evaluate].find((query) => query.isError);
  return (
    <div className="stack">
      <BaselineGate />
      {failed?.error && <ErrorCard error={failed.error} onRetry={() => void failed.refetch()} />}
      {state === "stale" && <StaleNotice />}
      {file ? <FileNotice file={file} /> : state === "fresh" && <Advice />}
      {comparison ? (
        <div className={state === "stale" ? "stack stale" : "stack"}>
          <ResultCards comparison={comparison} bytes={bytes} />
          <BudgetLine isLabelled={comparison.top1Change !== undefined} />
          {comparison.segments.length > 1 && <SegmentsPanel segments={comparison.segments} name={name} />}
          <FlipsPanel flips={comparison.flips} n={comparison.n} name={name} />
          {state === "fresh" && !file && <SaturationPanel />}
        </div>
      ) : evaluate.isFetching ? (
        <Running jobs={["evaluate"]} label="Measuring" />
      ) : (
        !failed && <NothingMeasured />
      )}
      <CompareFile />
    </div>
  );
}

function StaleNotice() {
  const quantize = useStudio((s) => s.quantize);
  const { name } = useMeasurement();
  const now = useVariantName();
  return (
    <div className="notice" data-level="warn" role="status">
      <IconHistory size={18} aria-hidden />
      <div className="spread grow">
        <p className="flat">These numbers are of {name.title}, measured with earlier settings.</p>
        <Button leftSection={<IconPlayerPlayFilled size={14} />} onClick={quantize}>
          Measure {now.title}
        </Button>
      </div>
    </div>
  );
}

function NothingMeasured() {
  const { validation, inputs } = useFlow();
  const quantize = useStudio((s) => s.quantize);
  const goTo = useStudio((s) => s.goTo);
  if (!validation.data && !validation.isFetching) {
    return (
      <Empty
        icon={<IconPhoto size={28} stroke={1.5} />}
        title="There are no validation samples yet"
        action={<Button onClick={() => goTo("data")}>Add samples</Button>}
      >
        Labelled samples tell what quantization costs: top-1, the segments that suffer, and every answer that changed.
      </Empty>
    );
  }
  return (
    <Empty
      icon={<IconChecklist size={28} stroke={1.5} />}
      title="Nothing is measured yet"
      action={
        <Button disabled={inputs === null} leftSection={<IconPlayerPlayFilled size={14} />} onClick={quantize}>
          Quantize and measure
        </Button>
      }
    >
      FP32 and the variant answer the same samples; accuracy, agreement and every flip appear here as they come.
    </Empty>
  );
}
