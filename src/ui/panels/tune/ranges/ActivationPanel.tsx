import { useMemo, useState } from "react";
import type { TensorView } from "../../../../jobs/protocol.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { useStudio } from "../../../../state/store.ts";
import { Histogram } from "../../../charts/Histogram.tsx";
import { ChannelMeans } from "./ChannelMeans.tsx";
import { ExtremeOwners } from "./ExtremeOwners.tsx";
import { LeftOutList, PreviewNotice } from "./LeftOut.tsx";
import { previewOf } from "./preview.ts";
import { RangeEditor } from "./RangeEditor.tsx";

const NONE: ReadonlySet<number> = new Set();

/** The values of a layer's output: which of them the range keeps, whose they are, and what the range would be without. */
export function ActivationPanel({ view }: { readonly view: TensorView }) {
  const { calibration } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const samples = calibration.data?.samples;
  const ids = useMemo(() => samples?.map(({ id }) => id) ?? [], [samples]);
  const [left, setLeft] = useState(NONE);
  const { setting } = view;
  const preview = useMemo(
    () => (setting === null ? null : previewOf(view, setting, recipe, left)),
    [view, setting, recipe, left],
  );
  const toggle = (sample: number) => setLeft((before) => new Set([...before, sample]));
  return (
    <div className="ranges-page">
      <LeftOutList />
      <PreviewNotice samples={[...left].map((sample) => ids[sample] ?? "")} onDone={() => setLeft(NONE)} />
      {setting === null || preview === null ? (
        <NothingToSet view={view} />
      ) : (
        <RangeEditor key={view.name} view={view} setting={setting} {...preview} />
      )}
      <ExtremeOwners stats={view.stats} left={left} ids={ids} onToggle={toggle} />
      <ChannelMeans name={view.name} stats={view.stats} />
    </div>
  );
}

function NothingToSet({ view }: { readonly view: TensorView }) {
  return (
    <>
      <p className="flat muted">
        {view.range === null
          ? "This value stays in float: there is no range to set. A layer that rounds it would get one."
          : "Several values choose this range together, so it is set at each of them: choose a layer that feeds this one."}
      </p>
      <Histogram title="How do the values spread?" name={view.name} tensor={view} />
    </>
  );
}
