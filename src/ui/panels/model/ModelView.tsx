import { IconBox } from "@tabler/icons-react";
import { takeIn } from "../../../state/intake.ts";
import { useFlow } from "../../../state/flow.tsx";
import { DropArea } from "../../parts/DropArea.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Running } from "../../parts/Running.tsx";
import { Stopped } from "../../parts/Stopped.tsx";
import { useStudio } from "../../../state/store.ts";
import { FloatPanel } from "./FloatPanel.tsx";
import { LargePanel } from "./LargePanel.tsx";
import { ModelFacts } from "./ModelFacts.tsx";
import { NextPanel } from "./NextPanel.tsx";
import { OperatorsPanel } from "./OperatorsPanel.tsx";
import { PreparePanel } from "./PreparePanel.tsx";
import { QuantizedPanel } from "./QuantizedPanel.tsx";
import { SizePanel } from "./SizePanel.tsx";

/** Everything known about the model before anything is run. */
export function ModelView() {
  const { model } = useFlow();
  const dropped = useStudio((s) => s.model);
  if (dropped === null) return <ModelDrop />;
  if (model.isError) {
    return (
      <div className="stack narrow">
        <ErrorCard error={model.error} onRetry={() => void model.refetch()} />
        <ModelDrop />
      </div>
    );
  }
  if (!model.data && model.fetchStatus === "idle") {
    return <Stopped name={dropped.name} onAgain={() => void model.refetch()} />;
  }
  if (!model.data) return <Running jobs={["openModel"]} label={`Opening ${dropped.name}`} />;
  const { card } = model.data;
  return (
    <div className="columns">
      <ModelFacts card={card} />
      <div className="stack">
        <SizePanel card={card} />
        <OperatorsPanel card={card} />
      </div>
      <div className="stack">
        {model.data.large ? <LargePanel card={card} /> : <NextPanel />}
        <QuantizedPanel card={card} />
        <FloatPanel card={card} />
        {!model.data.large && <PreparePanel />}
      </div>
    </div>
  );
}

function ModelDrop() {
  return (
    <DropArea label="Model" accept=".onnx,.data,.bin,.zip" onFiles={(files) => void takeIn(files)}>
      <IconBox size={24} stroke={1.5} className="muted" aria-hidden />
      <div>
        <p className="strong">Drop an ONNX model</p>
        <p className="muted">Together with its data files, if its weights are stored outside.</p>
      </div>
    </DropArea>
  );
}
