import { useElementSize } from "@mantine/hooks";
import { memo } from "react";
import type { Dataset, Sample } from "../../../core/samples/dataset.ts";
import { useStudio } from "../../../state/store.ts";
import { useTurn } from "../../parts/use-turn.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { wordFor } from "../../parts/sample-word.ts";
import { Thumbnail } from "../../parts/Thumbnail.tsx";

/** Edge of a picture and gap between pictures, px. */
const [SIZE, GAP] = [52, 4];

/** All images, sounds as waveforms; only the visible rows exist, so 50 000 are as quick as 50. */
export function ThumbnailGrid({ data }: { readonly data: Dataset }) {
  const { ref, width } = useElementSize();
  const turn = useTurn(width > 0);
  const columns = Math.max(1, Math.floor((width + GAP) / (SIZE + GAP)));
  const rows = Math.ceil(data.samples.length / columns);
  const { scroll, virtual } = useVirtualRows(turn ? rows : 0, SIZE + GAP, 2);
  return (
    <div ref={scroll} className="grid-scroll" role="group" aria-label={`${data.samples.length} ${wordFor(data)}`}>
      <div ref={ref} style={{ height: rows * (SIZE + GAP), position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="grid-row" style={{ transform: `translateY(${start}px)` }}>
            {data.samples.slice(index * columns, (index + 1) * columns).map((sample) => (
              <GridItem key={sample.id} data={data.hash} sample={sample} name={classOf(data, sample)} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function classOf({ classes }: Dataset, { label }: Sample): string {
  return label === undefined ? "" : (classes[label] ?? `class ${label}`);
}

interface GridItemProps {
  readonly data: string;
  readonly sample: Sample;
  readonly name: string;
}

const GridItem = memo(function GridItem({ data, sample, name }: GridItemProps) {
  const selected = useStudio((s) => s.sample === sample.id);
  const select = useStudio((s) => s.selectSample);
  const title = [sample.id, name, sample.segment].filter(Boolean).join(" · ");
  return (
    <button
      type="button"
      className="grid-item"
      title={title}
      aria-label={title}
      aria-pressed={selected}
      onClick={() => select(sample.id)}
    >
      <Thumbnail data={data} sample={sample.id} size={SIZE} />
    </button>
  );
});
