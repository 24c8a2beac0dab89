import { NumberInput, TextInput } from "@mantine/core";
import { useState } from "react";
import { parseNumbers } from "./preprocess-edits.ts";

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly integer?: boolean;
  readonly onCommit: (value: number) => void;
}

/** A positive number, taken over on Enter or when left, so that half-typed values never reach the preview. */
export function NumberField({ label, value, integer = false, onCommit }: NumberFieldProps) {
  const [draft, setDraft] = useState<number | string | null>(null);
  const commit = () => {
    if (typeof draft === "number" && draft > 0 && draft !== value) onCommit(draft);
    setDraft(null);
  };
  return (
    <NumberInput
      label={label}
      min={integer ? 1 : 0}
      allowDecimal={!integer}
      allowNegative={false}
      value={draft ?? value}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}

export interface NumbersFieldProps {
  readonly label: string;
  readonly values: readonly number[];
  /** Every number must be greater than zero. */
  readonly positive?: boolean;
  readonly onCommit: (values: number[]) => void;
}

/** One number per channel, separated by commas. */
export function NumbersField({ label, values, positive = false, onCommit }: NumbersFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = draft === null ? null : parseNumbers(draft, values.length);
  const valid = parsed !== null && (!positive || parsed.every((x) => x > 0));
  const commit = () => {
    if (valid && parsed.join() !== values.join()) onCommit(parsed);
    setDraft(null);
  };
  const wanted = values.length === 1 ? "One number" : `${values.length} numbers`;
  return (
    <TextInput
      label={label}
      value={draft ?? values.join(", ")}
      error={draft !== null && !valid && `${wanted}${positive ? " above 0" : ""}`}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
