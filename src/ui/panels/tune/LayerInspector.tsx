import { Button } from "@mantine/core";
import { IconHandClick, IconPin, IconPinnedOff } from "@tabler/icons-react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { PrecisionChip } from "../../parts/Chip.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { bytes, count, decibel, NOT_MEASURED, share, shape, short } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { Noisiest } from "./Noisiest.tsx";
import { TensorPanel } from "./TensorPanel.tsx";

/** The selected layer: what it costs, its ranges, and why it is as it is. */
export function LayerInspector() {
  const { quantize } = useFlow();
  const selected = useStudio((s) => s.layer);
  const layer = quantize.data?.layers.find((l) => l.name === selected);
  if (!quantize.data) {
    return (
      <Empty icon={<IconHandClick size={28} stroke={1.5} />} title="No layers yet">
        After the first run, choose a layer to see its values, its range and what is clipped.
      </Empty>
    );
  }
  if (!layer) return <Noisiest layers={quantize.data.layers} />;
  return (
    <div className="stack">
      <LayerHead layer={layer} />
      {layer.reason !== null && <p className="notice flat">{layer.reason}</p>}
      <LayerFacts layer={layer} />
      <TensorKindPicker layer={layer} />
      <TensorPanel layer={layer} />
    </div>
  );
}

function LayerHead({ layer: { name, pinned, pinnable, precision } }: { readonly layer: LayerRow }) {
  const toggle = useStudio((s) => s.togglePin);
  return (
    <header className="layer-title">
      <h2 className="mono">{name}</h2>
      <div className="row">
        <PrecisionChip precision={precision} />
        <Button
          variant="default"
          size="compact-sm"
          disabled={!pinnable}
          leftSection={pinned ? <IconPinnedOff size={14} /> : <IconPin size={14} />}
          onClick={() => toggle(name)}
        >
          {pinned ? "Unpin" : "Pin to FP32"}
        </Button>
        <kbd>P</kbd>
      </div>
    </header>
  );
}

function LayerFacts({ layer }: { readonly layer: LayerRow }) {
  const { op, sqnr, clipped, macs, parameters, bytes: size } = layer;
  return (
    <dl className="facts">
      <dt>Operator</dt>
      <dd className="mono">{op}</dd>
      <dt>Output</dt>
      <dd>{shape(layer.shape)}</dd>
      <dt>Parameters</dt>
      <dd>
        {count(parameters)} · {bytes(size.before)} → {bytes(size.after)}
      </dd>
      <dt>
        <Help text={GLOSSARY.macs}>MACs</Help>
      </dt>
      <dd>{macs === null ? NOT_MEASURED : short(macs)}</dd>
      <dt>
        <Help text={GLOSSARY.layerSqnr}>Own SQNR</Help>
      </dt>
      <dd>{sqnr === null ? NOT_MEASURED : decibel(sqnr)}</dd>
      <dt>
        <Help text={GLOSSARY.clipped}>Clipped</Help>
      </dt>
      <dd>{clipped === null ? NOT_MEASURED : share(clipped)}</dd>
    </dl>
  );
}

function TensorKindPicker({ layer }: { readonly layer: LayerRow }) {
  const kind = useStudio((s) => s.tensorKind);
  const select = useStudio((s) => s.selectTensor);
  return (
    <Segmented
      fill
      label="Which tensor"
      options={[
        { value: "activation", label: "Activation" },
        { value: "weight", label: "Weight", disabled: layer.weight === null },
      ]}
      value={layer.weight === null ? "activation" : kind}
      onChange={(value) => select(value)}
    />
  );
}
