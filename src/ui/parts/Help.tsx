import type { ReactNode } from "react";

/** A term with its one-sentence meaning on hover and focus; shown by HelpHost. */
export function Help({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <span className="help" data-help={text} tabIndex={0}>
      {children}
    </span>
  );
}
