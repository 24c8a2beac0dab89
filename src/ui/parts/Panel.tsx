import type { ReactNode } from "react";

export interface PanelProps {
  readonly title: string;
  /** One short fact beside the title. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** Without padding, for tables and grids. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}

/** A titled surface. */
export function Panel({ title, note, actions, flush = false, children }: PanelProps) {
  return (
    <section className="panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        {note !== undefined && <span className="panel-note">{note}</span>}
        {actions !== undefined && <div className="panel-actions">{actions}</div>}
      </header>
      <div className={flush ? "panel-body flush" : "panel-body"}>{children}</div>
    </section>
  );
}
