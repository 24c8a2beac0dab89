import { TextInput } from "@mantine/core";
import { useState } from "react";
import { parseNumbers } from "./preprocess-edits.ts";

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly integer?: boolean;
  readonly onCommit: (value: number) => void;
}

/** A number above 0, taken over on Enter or when left, so that half-typed values never reach the preview. */
export function NumberField({ label, value, integer = false, onCommit }: NumberFieldProps) {
  const fits = ([x]: readonly number[]) => x !== undefined && x > 0 && (!integer || Number.isInteger(x));
  const wanted = integer ? "A whole number above 0" : "A number above 0";
  return (
    <ListField
      label={label}
      values={[value]}
      fits={fits}
      wanted={wanted}
      onCommit={([x]) => x !== undefined && onCommit(x)}
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
  const fits = (numbers: readonly number[]) => !positive || numbers.every((x) => x > 0);
  const wanted = `${values.length === 1 ? "One number" : `${values.length} numbers`}${positive ? " above 0" : ""}`;
  return <ListField label={label} values={values} fits={fits} wanted={wanted} onCommit={onCommit} />;
}

interface ListFieldProps extends Omit<NumbersFieldProps, "positive"> {
  readonly fits: (values: readonly number[]) => boolean;
  /** Shown while what is typed does not fit. */
  readonly wanted: string;
}

function ListField({ label, values, fits, wanted, onCommit }: ListFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const parsed = draft === null ? null : parseNumbers(draft, values.length);
  const valid = parsed !== null && fits(parsed);
  const commit = () => {
    if (valid && parsed.join() !== values.join()) onCommit(parsed);
    setDraft(null);
  };
  return (
    <TextInput
      label={label}
      inputMode="decimal"
      value={draft ?? values.join(", ")}
      error={draft !== null && !valid && wanted}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
