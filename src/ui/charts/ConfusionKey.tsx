import { LEVELS, type MatrixView, SHARES } from "./confusion-data.ts";

/** Edge of a step of the key, px. */
const STEP = 12;

/** What the colours of a confusion matrix mean. It is saved with the drawing. */
export function ConfusionKey({ view, y }: { readonly view: MatrixView; readonly y: number }) {
  if (view === "change") {
    return (
      <g transform={`translate(0, ${y})`} fontSize={12} fill="var(--muted)">
        <Steps tone="harm" />
        <text x={LEVELS * STEP + 6} y={10.5}>
          worse: more wrong answers, or fewer right ones
        </text>
        <Steps tone="gain" y={18} />
        <text x={LEVELS * STEP + 6} y={28.5}>
          better: fewer wrong answers, or more right ones
        </text>
      </g>
    );
  }
  const ends = SHARES.map((share) => 100 * share).join(", ");
  return (
    <g transform={`translate(0, ${y})`} fontSize={12} fill="var(--muted)">
      <Steps tone="count" />
      <text x={LEVELS * STEP + 6} y={10.5}>
        share of the class: up to {ends}, 100 %
      </text>
    </g>
  );
}

function Steps({ tone, y = 0 }: { readonly tone: string; readonly y?: number }) {
  return (
    <>
      {Array.from({ length: LEVELS }, (_, i) => (
        <rect
          key={i}
          className="confusion-cell"
          data-tone={tone}
          data-level={i + 1}
          x={i * STEP}
          y={y}
          width={STEP}
          height={STEP}
        />
      ))}
    </>
  );
}
