import { useElementSize } from "@mantine/hooks";
import { memo, useMemo } from "react";
import { pairsIn } from "../../../core/evaluate/classification/confusion.ts";
import type { Pair } from "../../../core/evaluate/paired/paired.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import type { CellPlace } from "../../charts/ConfusionMatrix.tsx";
import { percent } from "../../parts/format.ts";
import { Thumbnail } from "../../parts/Thumbnail.tsx";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";

export interface ConfusionSamplesProps {
  readonly pairs: readonly Pair[];
  readonly cell: CellPlace;
  readonly nameOf: (label: number) => string;
  /** What the quantized model is called. */
  readonly other: string;
}

/** Least width and height of a card, the gap between cards, px, and how many rows are seen at once. */
const [WIDTH, HEIGHT, GAP, SEEN] = [220, 64, 8, 4];

/** The samples that either model put in one cell; those that changed first. */
export function ConfusionSamples({ pairs, cell, nameOf, other }: ConfusionSamplesProps) {
  const { validation } = useFlow();
  const { ref, width } = useElementSize();
  const samples = useMemo(() => changedFirst(pairsIn(pairs, cell)), [pairs, cell]);
  const columns = Math.max(1, Math.floor((width + GAP) / (WIDTH + GAP)));
  const rows = Math.ceil(samples.length / columns);
  const { scroll, virtual } = useVirtualRows(width > 0 ? rows : 0, HEIGHT + GAP, 2);
  const title =
    cell.label === cell.answer
      ? `${nameOf(cell.label)}, answered rightly`
      : `${nameOf(cell.label)} taken for ${nameOf(cell.answer)}`;
  const n = samples.length === 1 ? "1 sample" : `${samples.length} samples`;
  return (
    <section className="confusion-samples" aria-label={`Samples: ${title}`}>
      <p className="flat" role="status">
        <span className="strong">{title}</span> <span className="muted">{n} of either model</span>
      </p>
      <div ref={scroll} className="flip-scroll" style={{ height: Math.min(rows, SEEN) * (HEIGHT + GAP) }}>
        <div ref={ref} style={{ height: rows * (HEIGHT + GAP), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => (
            <div
              key={index}
              className="flip-row"
              style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, 1fr)` }}
            >
              {samples.slice(index * columns, (index + 1) * columns).map((pair) => (
                <Card key={pair.base.id} pair={pair} nameOf={nameOf} other={other} data={validation.data?.hash} />
              ))}
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

function changedFirst(pairs: readonly Pair[]): readonly Pair[] {
  const same = ({ base, other }: Pair) => Number(base.top[0] === other.top[0]);
  return pairs.toSorted((a, b) => same(a) - same(b) || (a.base.id < b.base.id ? -1 : 1));
}

interface CardProps {
  readonly pair: Pair;
  readonly nameOf: (label: number) => string;
  readonly other: string;
  readonly data: string | undefined;
}

const Card = memo(function Card({ pair, nameOf, other, data }: CardProps) {
  const { id } = pair.base;
  const selected = useStudio((s) => s.sample === id);
  const select = useStudio((s) => s.selectSample);
  const answer = ({ top, confidence }: Pair["base"]) =>
    `${nameOf(top[0] ?? -1)} ${percent(100 * (confidence[0] ?? NaN), 0)}`;
  return (
    <button
      type="button"
      className="flip confusion-sample"
      aria-pressed={selected}
      title={id}
      onClick={() => select(id)}
    >
      <Thumbnail data={data} sample={id} size={48} />
      <span className="flip-text small">
        <span className="muted cut">{id.split("/").at(-1)}</span>
        <span className="cut">
          <span className="muted">FP32</span> {answer(pair.base)}
        </span>
        <span className="cut">
          <span className="muted">{other}</span> {answer(pair.other)}
        </span>
      </span>
    </button>
  );
});
