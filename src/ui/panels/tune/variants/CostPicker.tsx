import { NativeSelect } from "@mantine/core";
import type { Device } from "../../../../core/evaluate/device/devices.ts";
import type { CostId } from "../../../charts/pareto-data.ts";

/** An axis, and the device it is of. */
export interface CostChoice {
  readonly cost: CostId;
  /** Id; empty where no device matters. */
  readonly device: string;
}

export const BY_SIZE: CostChoice = { cost: "size", device: "" };

export interface CostPickerProps {
  readonly devices: readonly Device[];
  readonly value: CostChoice;
  /** Names of models whose cost is not known. */
  readonly absent: readonly string[];
  readonly isFetching: boolean;
  readonly onChange: (choice: CostChoice) => void;
}

/** What the models of the plot are compared by. */
export function CostPicker({ devices, value, absent, isFetching, onChange }: CostPickerProps) {
  const of = (cost: CostId) =>
    devices.map(({ id, title }) => ({
      value: `${cost}/${id}`,
      label: `${TITLES[cost] ?? cost} on ${title}, estimate`,
    }));
  return (
    <div className="row cost-picker">
      <span className="muted">Cost</span>
      <NativeSelect
        aria-label="Cost of the plot"
        data={[
          { value: "size/", label: "Size of the file" },
          { value: "ram/", label: "RAM for activations, estimate" },
          { group: "Time", items: of("time") },
          { group: "Relative energy", items: of("energy") },
        ]}
        value={`${value.cost}/${value.device}`}
        onChange={(event) => {
          const [cost, device = ""] = event.currentTarget.value.split("/");
          onChange({ cost: cost as CostId, device });
        }}
      />
      <span className="muted grow" role="status">
        {isFetching ? "Estimating…" : absentText(absent)}
      </span>
    </div>
  );
}

const TITLES: Readonly<Partial<Record<CostId, string>>> = { time: "Time", energy: "Energy" };

function absentText(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `Not estimated: ${names.join(", ")}. Made in an earlier visit with other calibration samples, or no kernels for it.`;
}
