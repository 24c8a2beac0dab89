import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { Device } from "../../../core/evaluate/device/devices.ts";
import { useStudio } from "../../../state/store.ts";

/** Fields with their unit; RAM and flash may be left empty, and so may one of the speeds. */
const FIELDS = [
  { id: "int8", label: "INT8, million MAC/s", unit: 1e6 },
  { id: "float32", label: "FP32, million MAC/s", unit: 1e6 },
  { id: "bandwidth", label: "Memory, MB/s", unit: 1e6 },
  { id: "ram", label: "RAM, kB", unit: 1e3 },
  { id: "flash", label: "Flash, kB", unit: 1e3 },
] as const;

type FieldId = (typeof FIELDS)[number]["id"];

/** A device as its data sheet, or better a measurement, describes it. */
export function DeviceForm({ onClose }: { readonly onClose: () => void }) {
  const add = useStudio((s) => s.addDevice);
  const [title, setTitle] = useState("");
  const [values, setValues] = useState<Readonly<Partial<Record<FieldId, number>>>>({});
  const [onChip, setOnChip] = useState(true);
  const missing = missingOf(title, values);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (missing !== null) return;
    add(deviceOf(title, values, onChip));
    onClose();
  };
  return (
    <form className="device-form" aria-label="Your device" onSubmit={submit}>
      <TextInput
        label="Name"
        autoFocus
        maxLength={60}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      {FIELDS.map(({ id, label, unit }) => (
        <NumberInput
          key={id}
          label={label}
          min={0}
          value={values[id] === undefined ? "" : values[id] / unit}
          onChange={(value) => setValues({ ...values, [id]: typeof value === "number" ? value * unit : undefined })}
        />
      ))}
      <Checkbox
        label="Activations stay on the chip"
        checked={onChip}
        onChange={(event) => setOnChip(event.currentTarget.checked)}
      />
      <div className="row device-form-end">
        <span className="muted grow" role="status">
          {missing ?? "Speeds are what whole networks reach, not the peak."}
        </span>
        <Button variant="subtle" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" disabled={missing !== null}>
          Add
        </Button>
      </div>
    </form>
  );
}

function missingOf(title: string, values: Readonly<Partial<Record<FieldId, number>>>): string | null {
  const has = (id: FieldId) => (values[id] ?? 0) > 0;
  if (title.trim() === "") return "It needs a name.";
  if (!has("int8") && !has("float32")) return "It needs a speed: of INT8, of FP32, or both.";
  return has("bandwidth") ? null : "It needs the speed of its memory.";
}

function deviceOf(
  title: string,
  values: Readonly<Partial<Record<FieldId, number>>>,
  onChip: boolean,
): Omit<Device, "id"> {
  const positive = (id: FieldId) => values[id] || null;
  return {
    title: title.trim(),
    macs: { int8: positive("int8"), float16: null, float32: positive("float32") },
    bandwidth: values.bandwidth ?? 1,
    ram: positive("ram"),
    flash: positive("flash"),
    onChip,
    source: "As you described it.",
  };
}
