import { LEVELS, type MatrixView, SHARES } from "./confusion-data.ts";

/** Edge of a step of the key, px. */
const STEP = 12;

/** What the colours of a confusion matrix mean. It is saved with the drawing. */
export function ConfusionKey({ view, y }: { readonly view: MatrixView; readonly y: number }) {
  if (view === "change") {
    return (
      <g transform={`translate(0, ${y})`} fontSize={12} fill="var(--muted)">
        <Steps tone="harm" x={0} />
        <text x={LEVELS * STEP + 6} y={10.5}>
          worse: more wrong
        </text>
        <Steps tone="gain" x={200} />
        <text x={206 + LEVELS * STEP} y={10.5}>
          better: fewer wrong
        </text>
      </g>
    );
  }
  const ends = SHARES.map((share) => 100 * share).join(", ");
  return (
    <g transform={`translate(0, ${y})`} fontSize={12} fill="var(--muted)">
      <Steps tone="count" x={0} />
      <text x={LEVELS * STEP + 6} y={10.5}>
        share of the class: up to {ends}, 100 %
      </text>
    </g>
  );
}

function Steps({ tone, x }: { readonly tone: string; readonly x: number }) {
  return (
    <>
      {Array.from({ length: LEVELS }, (_, i) => (
        <rect
          key={i}
          className="confusion-cell"
          data-tone={tone}
          data-level={i + 1}
          x={x + i * STEP}
          y={0}
          width={STEP}
          height={STEP}
        />
      ))}
    </>
  );
}
