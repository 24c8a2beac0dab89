import { IconMinus } from "@tabler/icons-react";
import type { Node, NodeProps } from "@xyflow/react";
import { memo } from "react";
import { count } from "../../../parts/format.ts";
import type { DrawnFrame } from "./drawing.ts";
import { usePane } from "./pane-context.ts";

export type FrameNodeType = Node<{ readonly frame: DrawnFrame }, "frame">;

/** An open block: a frame with its title around its layers. */
export const FrameNode = memo(function FrameNode({ data: { frame } }: NodeProps<FrameNodeType>) {
  const { onToggle } = usePane();
  const { id, title, layers } = frame;
  return (
    <div className="graph-frame">
      <div className="graph-frame-head">
        <button
          type="button"
          className="graph-toggle"
          tabIndex={-1}
          aria-label={`Close ${title}`}
          onClick={() => onToggle(id)}
        >
          <IconMinus size={14} aria-hidden />
        </button>
        <span className="cut strong" title={`${title}, ${count(layers)} layers`}>
          {title}
        </span>
      </div>
    </div>
  );
});
