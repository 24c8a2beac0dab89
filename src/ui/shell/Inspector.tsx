import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import { useStudio } from "../../state/store.ts";

/** The right-hand side: what is selected. Its width is dragged or set by arrow keys, and remembered. */
export function Inspector({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const width = useStudio((s) => s.inspectorWidth);
  const setWidth = useStudio((s) => s.setInspectorWidth);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const handle = event.currentTarget;
    const from = event.clientX + width;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => setWidth(from - move.clientX);
    handle.onpointerup = () => (handle.onpointermove = null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 16, ArrowRight: -16 }[event.key];
    if (step !== undefined) setWidth(width + step);
  };
  return (
    <aside className="inspector" aria-label={title} style={{ width }}>
      <div
        className="inspector-handle"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the inspector"
        aria-valuenow={width}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      />
      <div className="inspector-body">{children}</div>
    </aside>
  );
}
