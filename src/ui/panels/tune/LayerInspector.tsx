import { Button } from "@mantine/core";
import { IconChevronDown, IconHandClick, IconPin, IconPinFilled } from "@tabler/icons-react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { useFlow } from "../../../state/flow.tsx";
import { pinOf } from "../../../state/slices/recipe.ts";
import { useStudio } from "../../../state/store.ts";
import { PrecisionChip } from "../../parts/Chip.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { bytes, count, decibel, NOT_MEASURED, share, shape, short } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { ImpactLine } from "./ImpactLine.tsx";
import { Noisiest } from "./Noisiest.tsx";
import { PinMenu } from "./PinMenu.tsx";
import { idlePin, PIN_TITLES } from "./pins.ts";
import { runsAs, whyRunsAs } from "./runs-as.ts";
import { TensorPanel } from "./TensorPanel.tsx";
import { useFates } from "./use-fates.ts";

/** The selected layer: what it costs, its ranges, and why it is as it is. */
export function LayerInspector() {
  const { quantize } = useFlow();
  const selected = useStudio((s) => s.layer);
  // The ranges view shows the same tensors larger.
  const tensors = useStudio((s) => s.tuneView !== "ranges");
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
      <LayerReason layer={layer} idle={idlePin(layer.name, quantize.data.notes)} />
      <RunsAs name={layer.name} />
      <ImpactLine layer={layer} />
      <LayerFacts layer={layer} />
      {tensors && <TensorKindPicker layer={layer} />}
      {tensors && <TensorPanel layer={layer} />}
    </div>
  );
}

function LayerHead({ layer: { name, precision } }: { readonly layer: LayerRow }) {
  const pin = useStudio((s) => pinOf(s.recipe, name));
  const icon = pin === null ? <IconPin size={14} /> : <IconPinFilled size={14} />;
  return (
    <header className="layer-title">
      <h2 className="mono">{name}</h2>
      <div className="row">
        <PrecisionChip precision={precision} />
        <PinMenu
          layer={name}
          target={
            <Button
              variant="default"
              size="compact-sm"
              leftSection={icon}
              rightSection={<IconChevronDown size={13} aria-hidden />}
            >
              {pin === null ? "Pin" : `Pinned to ${PIN_TITLES[pin]}`}
            </Button>
          }
        />
        <span className="muted small">
          <kbd>P</kbd> {pin === null ? "FP32" : "unpin"}
        </span>
      </div>
    </header>
  );
}

/** Why the layer is float, and how to overrule it; or why its pin does nothing. */
function LayerReason({ layer, idle }: { readonly layer: LayerRow; readonly idle: string | null }) {
  const pin = useStudio((s) => s.pin);
  const { name, reason, kept } = layer;
  const text = idle ?? reason;
  if (text === null) return null;
  return (
    <div className="notice">
      <div className="notice-body">
        <p>{text}</p>
        {kept && (
          <p>
            <button type="button" className="link" onClick={() => pin(name, "int8")}>
              Quantize it all the same
            </button>
          </p>
        )}
      </div>
    </div>
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
      <dd>{parameters === 0 ? "none" : `${count(parameters)} · ${bytes(size.before)} → ${bytes(size.after)}`}</dd>
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

/** What ONNX Runtime does with the layer, and why. */
function RunsAs({ name }: { readonly name: string }) {
  const fate = useFates()?.get(name);
  if (fate === undefined) return null;
  return (
    <p className="flat small">
      <Help text={GLOSSARY.runsAs}>Runs as</Help> <span className="strong">{runsAs(fate)}</span>:{" "}
      <span className="muted">{whyRunsAs(fate)}</span>
    </p>
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
