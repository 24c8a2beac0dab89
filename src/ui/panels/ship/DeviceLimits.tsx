import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type Device, DEVICES } from "../../../core/evaluate/device/devices.ts";
import type { DeviceLimit } from "../../../core/evaluate/device/limits.ts";
import { useStudio } from "../../../state/store.ts";
import { useCosts } from "../../../state/variants/use-costs.ts";
import { Field } from "../../parts/Field.tsx";
import { BudgetValue } from "./BudgetValue.tsx";
import { changedKind, KINDS, kindOf, usualLimit, valueOf, withValue } from "./device-limits-data.ts";

export interface DeviceLimitsProps {
  readonly limits: readonly DeviceLimit[];
  readonly onChange: (limits: readonly DeviceLimit[]) => void;
}

/** What the model may cost on devices, each in a line. All of it is estimated. */
export function DeviceLimits({ limits, onChange }: DeviceLimitsProps) {
  const own = useStudio((s) => s.ownDevices);
  const costs = useCosts();
  const devices = [...DEVICES, ...own];
  const add = (id: string) => {
    const device = devices.find((d) => d.id === id);
    if (device) onChange([...limits, usualLimit(device, limits, costs)]);
  };
  return (
    <Field label="On a device, by estimate" help={HELP}>
      <div className="budget-devices">
        {limits.map((limit, i) => (
          <Line
            key={i}
            limit={limit}
            onKind={(kind) => onChange(changedKind(limits, i, { kind, costs }))}
            onValue={(value) => onChange(limits.map((l) => (l === limit ? withValue(l, value) : l)))}
            onRemove={() => onChange(limits.filter((l) => l !== limit))}
          />
        ))}
        <AddDevice devices={devices} onAdd={add} />
      </div>
    </Field>
  );
}

const HELP =
  "From products, bytes and memory; nothing is measured on a device. A limit refuses, in the verdict and in a search; “as little as possible” is what a search looks for in place of the smallest file.";

interface LineProps {
  readonly limit: DeviceLimit;
  readonly onKind: (kind: (typeof KINDS)[number]["id"]) => void;
  readonly onValue: (value: number) => void;
  readonly onRemove: () => void;
}

function Line({ limit, onKind, onValue, onRemove }: LineProps) {
  const { title } = limit.device;
  const kind = kindOf(limit);
  const value = valueOf(limit);
  return (
    <span className="budget-device" role="group" aria-label={`Limit on ${title}`}>
      <span className="cut" title={title}>
        {title}
      </span>
      <NativeSelect
        aria-label={`What is limited on ${title}`}
        data={KINDS.map(({ id, label }) => ({ value: id, label }))}
        value={kind.id}
        onChange={(event) => onKind(event.currentTarget.value as (typeof KINDS)[number]["id"])}
      />
      {value !== null && (
        <>
          <BudgetValue
            label={`${kind.label} on ${title}`}
            value={value}
            max={1e9}
            step={kind.step}
            onChange={onValue}
          />
          <span className="muted">{kind.unit}</span>
        </>
      )}
      <ActionIcon size={24} aria-label={`Remove the limit on ${title}`} onClick={onRemove}>
        <IconX size={14} />
      </ActionIcon>
    </span>
  );
}

interface AddDeviceProps {
  readonly devices: readonly Device[];
  readonly onAdd: (id: string) => void;
}

function AddDevice({ devices, onAdd }: AddDeviceProps) {
  return (
    <NativeSelect
      aria-label="Limit a device"
      data={[{ value: "", label: "Limit a device…" }, ...devices.map(({ id, title }) => ({ value: id, label: title }))]}
      value=""
      onChange={(event) => onAdd(event.currentTarget.value)}
    />
  );
}
