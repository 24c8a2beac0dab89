import { useElementSize } from "@mantine/hooks";
import { memo } from "react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { percent } from "../../parts/format.ts";
import { FP32, type VariantName } from "../../../state/variant-name.ts";
import { precisionColour } from "../../parts/Chip.tsx";
import type { Changed, ShownAnswer } from "./changed.ts";
import { useTurn } from "../../parts/use-turn.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { Thumbnail } from "../../parts/Thumbnail.tsx";

/** Least width and height of a card and the gap between cards, px. */
const [WIDTH, HEIGHT, GAP] = [252, 82, 8];

export interface FlipGridProps {
  readonly flips: readonly Changed[];
  /** Of the variant whose answers changed. */
  readonly name: VariantName;
}

/** All flips as cards; only the visible rows exist. */
export function FlipGrid({ flips, name }: FlipGridProps) {
  const { validation } = useFlow();
  const { ref, width } = useElementSize();
  const turn = useTurn(width > 0);
  const columns = Math.max(1, Math.floor((width + GAP) / (WIDTH + GAP)));
  const rows = Math.ceil(flips.length / columns);
  const { scroll, virtual } = useVirtualRows(turn ? rows : 0, HEIGHT + GAP, 3);
  const height = Math.min(rows, 6) * (HEIGHT + GAP);
  return (
    <div ref={scroll} className="flip-scroll" style={{ height }} role="group" aria-label={`${flips.length} samples`}>
      <div ref={ref} style={{ height: rows * (HEIGHT + GAP), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className="flip-row"
            style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, 1fr)` }}
          >
            {flips.slice(index * columns, (index + 1) * columns).map((flip) => (
              <FlipCard key={flip.id} flip={flip} name={name} data={validation.data?.hash} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

interface FlipCardProps {
  readonly flip: Changed;
  readonly name: VariantName;
  readonly data: string | undefined;
}

const FlipCard = memo(function FlipCard({ flip, name, data }: FlipCardProps) {
  const selected = useStudio((s) => s.sample === flip.id);
  const select = useStudio((s) => s.selectSample);
  return (
    <button type="button" className="flip" aria-pressed={selected} onClick={() => select(flip.id)}>
      <Thumbnail data={data} sample={flip.id} size={64} />
      <span className="flip-text">
        <span className="flip-head">
          <span className="flip-kind" data-kind={flip.kind}>
            {flip.kind}
          </span>
          <span className="muted cut">{flip.segment ?? flip.id.split("/").at(-1)}</span>
        </span>
        <Answer name={FP32} answer={flip.before} />
        <Answer name={name} answer={flip.after} />
      </span>
    </button>
  );
});

interface AnswerProps {
  readonly name: VariantName;
  readonly answer: ShownAnswer;
}

function Answer({ name: { title, short, precision }, answer: { text, right, confidence } }: AnswerProps) {
  return (
    <span className="answer">
      <span className="answer-precision" style={{ color: precisionColour(precision) }} title={title}>
        {short}
      </span>
      <span className="cut grow" title={text}>
        {text}
      </span>
      {confidence !== null && (
        <>
          <span aria-label={right ? "right" : "not right"}>{right ? "✓" : ""}</span>
          <span className="muted number">{percent(100 * confidence, 0)}</span>
        </>
      )}
    </span>
  );
}
