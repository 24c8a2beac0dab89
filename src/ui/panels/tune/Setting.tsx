import { Switch } from "@mantine/core";
import type { ReactNode } from "react";
import type { SettingText } from "./settings.ts";

export interface SettingProps {
  readonly text: SettingText;
  readonly children: ReactNode;
}

/** One setting: its name, its control, and when to use it. */
export function Setting({ text: { label, when }, children }: SettingProps) {
  return (
    <div className="setting" role="group" aria-label={label}>
      <span className="setting-label">{label}</span>
      <div className="row">{children}</div>
      <p className="setting-when">{when}</p>
    </div>
  );
}

export interface SwitchSettingProps {
  readonly text: SettingText;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Why it cannot be changed now; in place of when to use it. */
  readonly fixed?: string | undefined;
}

/** A setting that is on or off. */
export function SwitchSetting({ text, checked, onChange, fixed }: SwitchSettingProps) {
  return (
    <div className="setting" role="group" aria-label={text.label}>
      <span className="setting-switch">
        <Switch
          aria-label={text.label}
          disabled={fixed !== undefined}
          checked={checked}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span className="setting-label">{text.label}</span>
      </span>
      <p className="setting-when">{fixed ?? text.when}</p>
    </div>
  );
}
