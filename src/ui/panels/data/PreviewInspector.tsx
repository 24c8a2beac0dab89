import { IconPhotoSearch } from "@tabler/icons-react";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { BlobImage } from "../../parts/BlobImage.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { sig } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { useTurn } from "../../parts/use-turn.ts";
import { PreprocessForm } from "./PreprocessForm.tsx";
import { useShownSample } from "./use-shown-sample.ts";

/** One image as it is and as the network will see it, and the form that makes the difference. */
export function PreviewInspector() {
  const { preprocess, model } = useFlow();
  const change = useStudio((s) => s.setPreprocess);
  const edited = useStudio((s) => s.preprocess !== null);
  const suggested = useStudio((s) => s.suggested !== null);
  const turn = useTurn();
  if (!preprocess) {
    return (
      <Empty icon={<IconPhotoSearch size={28} stroke={1.5} />} title="No preprocessing yet">
        It is guessed from the model's input as soon as there is a model.
      </Empty>
    );
  }
  const why = suggested ? "Given by the sample." : (model.data?.why ?? "");
  return (
    <div className="stack">
      <h2 className="inspector-title">What the network sees</h2>
      <Preview />
      {turn && (
        <PreprocessForm spec={preprocess} why={edited ? null : why} onChange={change} onReset={() => change(null)} />
      )}
    </div>
  );
}

function Preview() {
  const { preprocess } = useFlow();
  const shown = useShownSample();
  const preview = useJob(shown && preprocess ? jobs.preview(shown.data, shown.sample, preprocess) : null, {
    keep: true,
  });
  if (!shown) return <p className="flat muted">Add images to see one of them as the network will.</p>;
  if (preview.isError) return <ErrorCard error={preview.error} />;
  const { data } = preview;
  return (
    <figure className="preview">
      <div className="preview-pair">
        <Picture blob={data?.original} label="Original" note={data && `${data.width} × ${data.height}`} />
        <Picture
          blob={data?.network}
          label="Network"
          note={preprocess ? `${preprocess.width} × ${preprocess.height}` : undefined}
        />
      </div>
      <figcaption className="spread">
        <Name text={shown.sample} tail={24} />
        {data && (
          <span className="muted small" title="Smallest and largest value that enters the network.">
            {sig(data.lo)} to {sig(data.hi)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

interface PictureProps {
  readonly blob: Blob | null | undefined;
  readonly label: string;
  readonly note: string | undefined;
}

function Picture({ blob, label, note }: PictureProps) {
  return (
    <div className="preview-picture">
      <div>{blob && <BlobImage blob={blob} alt={`${label} of the selected image`} />}</div>
      <span className="spread small">
        <span>{label}</span>
        <span className="muted">{note}</span>
      </span>
    </div>
  );
}
