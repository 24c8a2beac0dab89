import type { ReactNode } from "react";

export interface EmptyProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  /** The one action that supplies what is missing. */
  readonly action?: ReactNode;
}

/** What is missing, and how to get it. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <span aria-hidden>{icon}</span>
      <h3>{title}</h3>
      <p>{children}</p>
      {action}
    </div>
  );
}
