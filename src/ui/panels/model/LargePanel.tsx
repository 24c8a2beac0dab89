import { Button } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useState } from "react";
import type { ModelCard } from "../../../core/model-card.ts";
import { SCHEME_PRESETS, schemeById } from "../../../core/schemes.ts";
import type { StreamedFiles } from "../../../jobs/protocol.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { type DownloadFile, Downloads } from "../../parts/Downloads.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Field } from "../../parts/Field.tsx";
import { bytes, count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Picker } from "../../parts/Picker.tsx";
import { Running } from "../../parts/Running.tsx";

const CHOICES = SCHEME_PRESETS.filter(({ settings }) => settings.scheme === "weight-only").map(
  ({ id, title, when }) => ({ value: id, title, when }),
);

/** What can be done with a model that no tab can hold: its weights, one after the other, from files to files. */
export function LargePanel({ card }: { readonly card: ModelCard }) {
  const { stream } = useFlow();
  const start = useStudio((s) => s.streamWeights);
  const started = useStudio((s) => s.streaming);
  const [scheme, choose] = useState(started ?? "w4");
  const preset = schemeById(scheme);
  const isMade = started === scheme && stream.data !== undefined;
  return (
    <Panel title="Too large to be run here" note={bytes(card.bytes)}>
      <div className="stack">
        <p className="flat muted">
          Its weights do not fit in a browser tab together, so it can be neither calibrated nor measured. Weights alone
          can be quantized, one after the other, from file to file.
        </p>
        <div className="spread">
          <Field label="Weights">
            <Picker
              label="Weights"
              groups={[{ choices: CHOICES }]}
              value={scheme}
              shown={preset?.title ?? ""}
              help={preset?.when}
              onChange={choose}
            />
          </Field>
          {!stream.isFetching && !isMade && (
            <Button leftSection={<IconPlayerPlayFilled size={14} />} onClick={() => start(scheme)}>
              Quantize
            </Button>
          )}
        </div>
        {stream.isError && <ErrorCard error={stream.error} onRetry={() => void stream.refetch()} />}
        {stream.isFetching && <Running jobs={["stream"]} label="Quantizing weight by weight" />}
        {isMade && <Made files={stream.data} />}
      </div>
    </Panel>
  );
}

function Made({ files: { onnx, data, dataName, layers, notes } }: { readonly files: StreamedFiles }) {
  const name = dataName.replace(/\.data$/, "");
  const floats = layers.filter((layer) => layer.precision === "FP32" && layer.parameters > 0);
  const parts: readonly DownloadFile[] = [
    { name, blob: onnx, what: "The graph, without its weights." },
    { name: dataName, blob: data, what: "The weights: keep it in the same folder, under this name." },
  ];
  return (
    <>
      <p className="flat" role="status">
        {count(layers.length - floats.length)} layers were quantized, {count(floats.length)} with weights stay FP32. The
        file was not run: open it where it will run, and measure it there.
      </p>
      <Downloads files={parts} />
      <ul className="reasons">
        {floats.map(({ name: layer, reason }) => (
          <li key={layer}>
            <span className="mono">{layer}</span>
            <span className="muted">stays FP32: {reason}</span>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} className="flat muted">
          {note}
        </p>
      ))}
    </>
  );
}
