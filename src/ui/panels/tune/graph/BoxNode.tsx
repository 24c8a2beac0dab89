import { IconPinFilled, IconPlus } from "@tabler/icons-react";
import type { Node, NodeProps } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import { Name } from "../../../parts/Name.tsx";
import type { DrawnBox } from "./drawing.ts";
import { usePane } from "./pane-context.ts";

export type BoxNodeType = Node<{ readonly box: DrawnBox }, "box">;

/** A layer, a closed block, or an input or output of the model: colour at its edge, the value as text. */
export const BoxNode = memo(function BoxNode({ data: { box } }: NodeProps<BoxNodeType>) {
  const { selected, matched, onToggle } = usePane();
  const { id, kind, title, name, text, paint, pinned, label } = box;
  // What a mixture is made of needs the width of the box; it tells the number of layers too.
  const mixed = paint !== null && paint.parts.length > 1;
  const found = matched === null ? undefined : matched.has(id);
  return (
    <div
      className="graph-box"
      role="group"
      aria-label={label}
      aria-current={id === selected ? "true" : undefined}
      data-kind={kind}
      data-found={found}
      style={{ "--fill": paint?.fill ?? "var(--graph-calm)" } as CSSProperties}
    >
      <span className="graph-box-line">
        <span className="graph-box-title cut">{title}</span>
        {pinned && <IconPinFilled size={12} className="pinned-mark" aria-hidden />}
        {!mixed && <span className="graph-box-value number cut">{text}</span>}
      </span>
      <span className="graph-box-name">
        {kind === "block" ? (
          <span className={mixed ? "number cut" : "muted"}>{mixed ? text : name}</span>
        ) : (
          <Name text={name} tail={12} />
        )}
      </span>
      {mixed && <Parts parts={paint.parts} />}
      {kind === "block" && (
        <button
          type="button"
          className="graph-toggle"
          tabIndex={-1}
          aria-label={`Open ${title}`}
          onClick={() => onToggle(id)}
        >
          <IconPlus size={14} aria-hidden />
        </button>
      )}
      {/* React Flow measures where lines end. */}
      <i className="target graph-end" data-handlepos="top" />
      <i className="source graph-end" data-handlepos="bottom" />
    </div>
  );
});

/** What a mixed block is made of, as a strip. */
function Parts({ parts }: { readonly parts: readonly { readonly fill: string; readonly share: number }[] }) {
  return (
    <span className="graph-parts" aria-hidden>
      {parts.map(({ fill, share }) => (
        <i key={fill} style={{ background: fill, flexGrow: share }} />
      ))}
    </span>
  );
}
