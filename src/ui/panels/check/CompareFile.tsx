import { IconFileDiff } from "@tabler/icons-react";
import { useState, type DragEvent } from "react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { useFileMeasurement } from "../../../state/variants/keeper.tsx";
import { useViewedFile } from "../../../state/variants/use-variants.ts";
import { PickButton } from "../../parts/DropArea.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { readDrop } from "../../parts/read-drop.ts";
import { Running } from "../../parts/Running.tsx";

const ACCEPT = ".onnx,.data,.bin";

/** A model that was made elsewhere, measured on the same samples as the variants, becomes one of them. */
export function CompareFile() {
  const { validation } = useFlow();
  const drop = useStudio((s) => s.fileDrop);
  const { isFetching, isError, error, refetch } = useFileMeasurement();
  const isWaiting = drop !== null && !isError && !isFetching;
  return (
    <section className="compare-file stack" aria-label="Compare with a file">
      <Area isReady={validation.data !== undefined} />
      {isFetching && <Running jobs={["measureFile"]} label={`Measuring ${drop?.name ?? "the file"}`} />}
      {isError && <ErrorCard error={error} onRetry={() => void refetch()} />}
      {isWaiting && <p className="flat muted">FP32 is measured first; then {drop.name} answers the same samples.</p>}
      <Measured />
    </section>
  );
}

function Area({ isReady }: { readonly isReady: boolean }) {
  const [over, setOver] = useState(false);
  const compare = useStudio((s) => s.compareFile);
  const onDrop = (event: DragEvent) => {
    event.preventDefault(); // also tells the window that the drop is taken
    setOver(false);
    void readDrop(event.dataTransfer).then((files) => files.length > 0 && compare(files));
  };
  return (
    <div
      className={over ? "compare-file-area over" : "compare-file-area"}
      {...(isReady && {
        onDragOver: (event: DragEvent) => (event.preventDefault(), setOver(true)),
        onDragLeave: () => setOver(false),
        onDrop,
      })}
    >
      <IconFileDiff size={22} stroke={1.5} className="muted" aria-hidden />
      <p className="flat grow">
        <span className="strong">Compare with a file</span>{" "}
        <span className="muted">
          {isReady
            ? "Drop a quantized .onnx here, or any model with the same inputs and outputs: it is measured on the same samples and becomes a variant."
            : "Needs validation samples: both models answer the same ones."}
        </span>
      </p>
      {isReady && (
        <PickButton
          label="Choose a file"
          hint="Compare with a file"
          accept={ACCEPT}
          onFiles={(files) => files.length > 0 && compare(files)}
        />
      )}
    </div>
  );
}

/** Where the file went; Check shows its results at once. */
function Measured() {
  const file = useViewedFile();
  const place = useStudio((s) => s.place);
  const goTo = useStudio((s) => s.goTo);
  if (file === null || place === "check") return null;
  return (
    <p className="flat" role="status">
      {file.name} is measured and stands among the variants.{" "}
      <button type="button" className="link" onClick={() => goTo("check")}>
        Its segments and changed answers
      </button>
    </p>
  );
}
