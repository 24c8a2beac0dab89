import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { DEVICES } from "../../../core/evaluate/device/devices.ts";
import type { StudioApi } from "../../../jobs/protocol.ts";
import { isFresh, useFlow, useJob } from "../../../state/flow.tsx";
import { useVariantName } from "../../../state/measurement.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { useCosts } from "../../../state/variants/use-costs.ts";
import { bytes, short, sizeChange } from "../../parts/format.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";
import { Stat } from "../../parts/Stat.tsx";
import { deviceRows, unmatched } from "./device-rows.ts";
import { DeviceForm } from "./DeviceForm.tsx";
import { DeviceTable } from "./DeviceTable.tsx";
import { fileNames } from "./file-names.ts";
import { MeasuredTimesPicker } from "./MeasuredTimesPicker.tsx";

/** Whether FP32 and the variant fit on devices, and about how fast they are there. */
export function DevicePanel() {
  const { quantize, inputs, awake } = useFlow();
  const report = isFresh(quantize) ? quantize.data : undefined;
  const costs = useJob(inputs && report ? jobs.device(inputs, report.recipe) : null, { enabled: awake, keep: true });
  // Of an earlier visit they were kept with the variant.
  const known = useCosts() ?? costs.data;
  const [isAdding, setAdding] = useState(false);
  return (
    <Panel
      title="On devices"
      note="estimates from products, bytes and memory; not measured"
      actions={
        !isAdding && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} />}
            onClick={() => setAdding(true)}
          >
            Add a device
          </Button>
        )
      }
    >
      <div className="stack">
        {isAdding && <DeviceForm onClose={() => setAdding(false)} />}
        {costs.isError && <ErrorCard error={costs.error} onRetry={() => void costs.refetch()} />}
        {costs.isFetching && !known && <Running jobs={["device"]} label="Estimating" />}
        {known && <Estimates costs={known} />}
        {!awake && !known && !costs.isError && (
          <p className="flat muted">These results are of an earlier visit. Quantize again to estimate devices.</p>
        )}
      </div>
    </Panel>
  );
}

function Estimates({ costs: { base, variant } }: { readonly costs: StudioApi["device"]["result"] }) {
  const { model } = useFlow();
  const own = useStudio((s) => s.ownDevices);
  const measured = useStudio((s) => s.measuredTimes);
  const name = useVariantName();
  const file = model.data?.card.file ?? "model.onnx";
  const devices = useMemo(() => [...DEVICES, ...own], [own]);
  const names = useMemo(
    () => ({ base: ["FP32", file], variant: [name.title, name.short, fileNames(file, name).onnx] }),
    [file, name],
  );
  const rows = useMemo(
    () => deviceRows(devices, { base, variant, measured, names }),
    [devices, base, variant, measured, names],
  );
  const [before, after] = [base.work.macs, variant.work.macs];
  const note = before === after ? "the same as FP32" : `FP32 ${short(before)}`;
  const needs = [
    ["Flash", base.bytes, variant.bytes, "The whole file."],
    ["RAM", base.work.arena.bytes, variant.work.arena.bytes, RAM],
    ["Bytes moved", base.work.bytes, variant.work.bytes, MOVED],
  ] as const;
  return (
    <>
      <div className="device-needs">
        {needs.map(([label, float, narrow, help]) => (
          <Stat
            key={label}
            label={label}
            help={help}
            value={bytes(narrow)}
            note={`FP32 ${bytes(float)}, ${sizeChange(float, narrow)}`}
          />
        ))}
        <Stat label="MACs" help="Multiply-accumulates for one sample." value={short(after)} note={note} />
      </div>
      <DeviceTable rows={rows} name={name} />
      <Unknown values={[...new Set([...base.work.unknown, ...variant.work.unknown])]} />
      <MeasuredTimesPicker devices={devices} />
      {measured.map((times) => (
        <Unmatched key={times.device} file={times.file} names={unmatched(times, names)} />
      ))}
      <Sources rows={rows} />
    </>
  );
}

const RAM =
  "Activations in a planned arena: tensors that are not alive together share their place, greedy by size, as TensorFlow Lite plans it. Weights are read from flash; the runtime's own memory comes on top.";
const MOVED = "Weights and activations, each read and written once for one sample.";

function Unknown({ values }: { readonly values: readonly string[] }) {
  if (values.length === 0) return null;
  const some = values.slice(0, 5).join(", ");
  return (
    <p className="flat muted">
      The shape of {values.length === 1 ? "1 value" : `${values.length} values`} is not known; what they cost is missing
      above: {some}
      {values.length > 5 && ", …"}.
    </p>
  );
}

function Unmatched({ file, names }: { readonly file: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="flat muted">
      {file} also holds times of {names.slice(0, 4).join(", ")}
      {names.length > 4 && ", …"}, which are neither FP32 nor this variant by name or file name.
    </p>
  );
}

function Sources({ rows }: { readonly rows: ReturnType<typeof deviceRows> }) {
  return (
    <details className="device-sources">
      <summary>How this is estimated, and where the figures come from</summary>
      <p>
        A layer takes as long as the slower of its products and its bytes. Clamps run inside their layer, inputs arrive
        in the width that the first layer reads, and caches, operators without products and start-up are left out:
        expect the order of magnitude, and trust the ratio more than the number. Energy is that of a 45 nm chip
        (Horowitz, ISSCC 2014), so only its ratio is shown.
      </p>
      <dl>
        {rows.map(({ device }) => (
          <div key={device.id}>
            <dt>{device.title}</dt>
            <dd>{device.source}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
