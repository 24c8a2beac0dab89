import "../../../styles/ranges.css";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import type { LayerRow } from "../../../../jobs/protocol.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { useStudio } from "../../../../state/store.ts";
import { ErrorCard } from "../../../parts/ErrorCard.tsx";
import { Running } from "../../../parts/Running.tsx";
import { PrecisionChip } from "../../../parts/Chip.tsx";
import { Segmented } from "../../../parts/Segmented.tsx";
import { noisiestLayers } from "../noisiest.ts";
import type { TuneViewProps } from "../views.ts";
import { ActivationPanel } from "./ActivationPanel.tsx";
import { SetPanel } from "./SetPanel.tsx";
import { useTensor } from "./use-tensor.ts";
import { WeightPanel } from "./WeightPanel.tsx";

type Subject = "activation" | "weight" | "set";

/** One layer's ranges: of its values, of its weights, and the samples that ranges rest on. */
export function RangesView({ report: { layers } }: TuneViewProps) {
  const selected = useStudio((s) => s.layer);
  const kind = useStudio((s) => s.tensorKind);
  const select = useStudio((s) => s.selectLayer);
  const selectTensor = useStudio((s) => s.selectTensor);
  const [set, showSet] = useState(false);
  // The noisiest when the view was opened: a range that helps it must not take it off the screen.
  const [first] = useState(() => noisiestLayers(layers, 1)[0]?.name);
  const named = (name: string | null | undefined) => layers.find((layer) => layer.name === name);
  const layer = named(selected) ?? named(first) ?? layers[0];
  if (layer === undefined) return null;
  const shown: Subject = set ? "set" : layer.weight === null ? "activation" : kind;
  const open = (name: string) => {
    select(name);
    selectTensor("activation");
    showSet(false);
  };
  return (
    <div className="ranges">
      <div className="ranges-head">
        <LayerPicker layers={layers} layer={layer} />
        <Segmented
          label="Look at"
          options={[
            { value: "activation", label: "Activation" },
            { value: "weight", label: "Weight", disabled: layer.weight === null },
            { value: "set", label: "Calibration set" },
          ]}
          value={shown}
          onChange={(subject) => {
            showSet(subject === "set");
            if (subject !== "set") selectTensor(subject);
          }}
        />
      </div>
      {shown === "set" ? <SetPanel onOpen={open} /> : <TensorPage key={shown} layer={layer} kind={shown} />}
    </div>
  );
}

interface TensorPageProps {
  readonly layer: LayerRow;
  readonly kind: "activation" | "weight";
}

function TensorPage({ layer, kind }: TensorPageProps) {
  const { view, stale, error, unseen, retry } = useTensor(layer, kind);
  const { calibrate } = useFlow();
  if (error) return <ErrorCard error={error} onRetry={retry} />;
  if (view === null && unseen) {
    return (
      <p className="ranges-page muted">
        Nothing was observed: this recipe needs no calibration. Values are shown once a scheme with calibrated ranges
        was run on calibration samples.
      </p>
    );
  }
  if (view === null) {
    return calibrate.isFetching ? (
      <Running jobs={["calibrate"]} label="Calibrating" />
    ) : (
      <div className="tensor-wait" role="status" aria-label="Reading the tensor" />
    );
  }
  return (
    <div className={stale ? "waiting" : undefined} aria-busy={stale}>
      {kind === "activation" ? <ActivationPanel view={view} /> : <WeightPanel view={view} />}
    </div>
  );
}

interface LayerPickerProps {
  readonly layers: readonly LayerRow[];
  readonly layer: LayerRow;
}

/** The layer by name, with its neighbours one click away. */
function LayerPicker({ layers, layer }: LayerPickerProps) {
  const select = useStudio((s) => s.selectLayer);
  const ranges = useStudio((s) => s.recipe.ranges);
  const at = layers.indexOf(layer);
  const [before, after] = [layers[at - 1], layers[at + 1]];
  return (
    <div className="layer-picker">
      <button
        type="button"
        aria-label="Layer before"
        disabled={before === undefined}
        onClick={() => before && select(before.name)}
      >
        <IconChevronLeft size={16} aria-hidden />
      </button>
      <select
        aria-label="Layer"
        className="mono"
        value={layer.name}
        onChange={(event) => select(event.currentTarget.value)}
      >
        {layers.map(({ name, activation }) => (
          <option key={name} value={name}>
            {name}
            {ranges.some(({ value }) => value === activation) ? " · by hand" : ""}
          </option>
        ))}
      </select>
      <button
        type="button"
        aria-label="Layer after"
        disabled={after === undefined}
        onClick={() => after && select(after.name)}
      >
        <IconChevronRight size={16} aria-hidden />
      </button>
      <PrecisionChip precision={layer.precision} />
    </div>
  );
}
