import type { ReactNode } from "react";
import { Help } from "./Help.tsx";

export interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly children: ReactNode;
}

/** A small label over one line of controls. */
export function Field({ label, help, children }: FieldProps) {
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="field-label">{help === undefined ? label : <Help text={help}>{label}</Help>}</span>
      <div className="row">{children}</div>
    </div>
  );
}
