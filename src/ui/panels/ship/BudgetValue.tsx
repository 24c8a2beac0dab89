import { NumberInput } from "@mantine/core";
import { useState } from "react";

export interface BudgetValueProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/** Taken over on Enter or when left, so that a half-typed number decides nothing. */
export function BudgetValue({ label, value, max, step = 0.5, onChange }: BudgetValueProps) {
  const [draft, setDraft] = useState<number | string | null>(null);
  const commit = () => {
    if (typeof draft === "number" && draft !== value) onChange(draft);
    setDraft(null);
  };
  return (
    <NumberInput
      aria-label={label}
      w={84}
      min={0}
      max={max}
      step={step}
      decimalScale={2}
      value={draft ?? value}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
