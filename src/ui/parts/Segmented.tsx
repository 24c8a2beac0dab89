import { useId } from "react";

export interface SegmentedOption<T extends string> {
  readonly value: T;
  readonly label: string;
  /** One sentence, shown on hover and focus. */
  readonly help?: string;
  readonly disabled?: boolean;
}

export interface SegmentedProps<T extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly options: readonly SegmentedOption<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** As wide as its place. */
  readonly fill?: boolean;
}

/** A choice of one among few, all visible. Plain radio buttons: many of them appear while jobs run. */
export function Segmented<T extends string>({ label, options, value, onChange, fill = false }: SegmentedProps<T>) {
  const name = useId();
  return (
    <div className={fill ? "segmented fill" : "segmented"} role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value} data-help={option.help}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
