import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import type { Device } from "../../../core/evaluate/device/devices.ts";
import { parseLatencies } from "../../../core/evaluate/latencies.ts";
import { useStudio } from "../../../state/store.ts";
import { PickButton } from "../../parts/DropArea.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";

/** Times from a real device stand beside their estimate, and are marked measured. */
export function MeasuredTimesPicker({ devices }: { readonly devices: readonly Device[] }) {
  const take = useStudio((s) => s.takeTimes);
  const [device, setDevice] = useState("");
  const [error, setError] = useState<Error | null>(null);
  const chosen = devices.find(({ id }) => id === device) ?? devices[0];
  const read = async (blob: Blob, file: string) => {
    try {
      take({ device: chosen?.id ?? "", file, rows: parseLatencies(await blob.text(), file) });
      setError(null);
    } catch (thrown) {
      setError(thrown as Error);
    }
  };
  return (
    <div className="stack">
      <div className="row">
        <span className="muted">Times measured on</span>
        <NativeSelect
          aria-label="Device of the measured times"
          data={devices.map(({ id, title }) => ({ value: id, label: title }))}
          value={chosen?.id ?? ""}
          onChange={(event) => setDevice(event.currentTarget.value)}
        />
        <PickButton
          label="Import a CSV"
          hint="columns name and ms"
          accept=".csv,.tsv,.txt"
          onFiles={([file]) => file && void read(file.blob, file.path)}
        />
        <span className="muted">columns name, ms; named FP32, as the variant, or as the file</span>
      </div>
      {error && <ErrorCard error={error} />}
    </div>
  );
}
