import { Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { LazyMenu } from "./LazyMenu.tsx";

export interface Choice<T extends string> {
  readonly value: T;
  readonly title: string;
  /** One sentence: when to choose it. */
  readonly when: string;
  /** What it would come to here, in numbers. */
  readonly outcome?: string | undefined;
}

export interface ChoiceGroup<T extends string> {
  readonly label?: string;
  readonly choices: readonly Choice<T>[];
}

export interface PickerProps<T extends string> {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly groups: readonly ChoiceGroup<T>[];
  /** Null when none of them is what it is now. */
  readonly value: T | null;
  /** On the button. */
  readonly shown: string;
  /** On hover of the button. */
  readonly help?: string | undefined;
  readonly onChange: (value: T) => void;
}

/** A choice of one among many, each with the sentence that tells when to take it. */
export function Picker<T extends string>({ label, groups, value, shown, help, onChange }: PickerProps<T>) {
  const target = (
    <button type="button" className="picker" aria-label={`${label}: ${shown}`} data-help={help}>
      <span className="cut">{shown}</span>
      <IconChevronDown size={14} aria-hidden />
    </button>
  );
  return (
    <LazyMenu position="bottom-start" target={target} label={label} width={560}>
      <ChoiceList groups={groups} value={value} onChange={onChange} />
    </LazyMenu>
  );
}

export type ChoiceListProps<T extends string> = Pick<PickerProps<T>, "groups" | "value" | "onChange">;

/** The entries of a menu of choices. */
export function ChoiceList<T extends string>({ groups, value, onChange }: ChoiceListProps<T>) {
  return (
    <Menu.RadioGroup value={value} onChange={(chosen) => onChange(chosen as T)}>
      {groups.map(({ label, choices }, i) => (
        <div key={label ?? i} role="group" aria-label={label}>
          {label !== undefined && <Menu.Label>{label}</Menu.Label>}
          {choices.map((choice) => (
            <Menu.RadioItem key={choice.value} value={choice.value} closeMenuOnClick className="choice">
              <span className="choice-title">{choice.title}</span>
              <span className="choice-when">{choice.when}</span>
              {choice.outcome !== undefined && <span className="choice-outcome">{choice.outcome}</span>}
            </Menu.RadioItem>
          ))}
        </div>
      ))}
    </Menu.RadioGroup>
  );
}
