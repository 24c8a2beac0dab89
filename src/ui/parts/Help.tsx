import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";

/** A term with its one-sentence meaning on hover and focus. */
export function Help({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <Tooltip label={text} events={{ hover: true, focus: true, touch: true }}>
      <span className="help" tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  );
}
