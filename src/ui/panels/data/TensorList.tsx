import { memo } from "react";
import type { Dataset } from "../../../core/samples/dataset.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { Name } from "../../parts/Name.tsx";
import { useTurn } from "../../parts/use-turn.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";

/** Height of a row, px. */
const ROW = 28;

/** Arrays have no picture: their names with type and shape. Only the visible rows exist and are read. */
export function TensorList({ data }: { readonly data: Dataset }) {
  const turn = useTurn();
  const { scroll, virtual } = useVirtualRows(turn ? data.samples.length : 0, ROW, 4);
  return (
    <div ref={scroll} className="grid-scroll" role="group" aria-label={`${data.samples.length} tensors`}>
      <div style={{ height: data.samples.length * ROW, position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="grid-row" style={{ transform: `translateY(${start}px)`, height: ROW }}>
            <TensorRow data={data.hash} sample={data.samples[index]?.id ?? ""} />
          </div>
        ))}
      </div>
    </div>
  );
}

const TensorRow = memo(function TensorRow({ data, sample }: { readonly data: string; readonly sample: string }) {
  const { preprocess } = useFlow();
  const selected = useStudio((s) => s.sample === sample);
  const select = useStudio((s) => s.selectSample);
  const preview = useJob(preprocess ? jobs.preview(data, sample, preprocess) : null);
  return (
    <button type="button" className="tensor-row" aria-pressed={selected} onClick={() => select(sample)}>
      <Name text={sample} tail={16} />
      <span className="muted small cut">{preview.isError ? "cannot be read" : preview.data?.text}</span>
    </button>
  );
});
