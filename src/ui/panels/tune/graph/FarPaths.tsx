import { memo, useMemo } from "react";
import type { Drawing } from "./drawing.ts";
import { lineOf } from "./lines.ts";
import { plainPath, rectPath } from "./paths.ts";

const NEUTRAL = "var(--graph-calm)";

/** The whole drawing as coloured boxes without text: one path for each colour, however many layers there are. */
export const FarPaths = memo(function FarPaths({ drawing }: { readonly drawing: Drawing }) {
  const { frames, lines, boxes } = useMemo(() => pathsOf(drawing), [drawing]);
  return (
    <>
      <path d={frames} className="graph-far-frames" />
      {lines.map(({ colour, d }) => (
        <path key={colour} d={d} fill="none" stroke={colour} className="graph-far-line" />
      ))}
      {boxes.map(({ colour, d }) => (
        <path key={colour} d={d} fill={colour} className="graph-far-box" />
      ))}
    </>
  );
});

function pathsOf({ frames, edges, boxes }: Drawing) {
  return {
    frames: frames.map(({ rect }) => rectPath(rect)).join(""),
    lines: byColour(edges.map(({ carried, points }) => [lineOf(carried).colour, plainPath(points)])),
    boxes: byColour(boxes.map(({ paint, rect }) => [paint?.fill ?? NEUTRAL, rectPath(rect)])),
  };
}

function byColour(paths: readonly (readonly [colour: string, d: string])[]) {
  const joined = new Map<string, string[]>();
  for (const [colour, d] of paths) {
    const known = joined.get(colour);
    if (known === undefined) joined.set(colour, [d]);
    else known.push(d);
  }
  return [...joined].map(([colour, parts]) => ({ colour, d: parts.join("") }));
}
