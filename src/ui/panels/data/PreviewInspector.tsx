import { IconPhotoSearch } from "@tabler/icons-react";
import type { Preprocess } from "../../../core/samples/preprocess-spec.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { BlobImage } from "../../parts/BlobImage.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { sig } from "../../parts/format.ts";
import { Name } from "../../parts/Name.tsx";
import { useTurn } from "../../parts/use-turn.ts";
import { AudioForm } from "./AudioForm.tsx";
import { BindingForm } from "./BindingForm.tsx";
import { PreprocessForm, type PreprocessFormProps } from "./PreprocessForm.tsx";
import { useShownSample } from "./use-shown-sample.ts";

/** One sample as it is and as the network will see it, and the form that makes the difference. */
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
      {turn && <Form spec={preprocess} why={edited ? null : why} onChange={change} onReset={() => change(null)} />}
    </div>
  );
}

/** What can be set depends on what the model takes: pixels, sound, or tensors, which go in as they are. */
function Form(props: PreprocessFormProps) {
  const kind = useFlow().model.data?.kind ?? "image";
  const { audio } = props.spec;
  if (kind === "image") return <PreprocessForm {...props} />;
  if (kind === "audio" && audio !== undefined) return <AudioForm {...props} audio={audio} />;
  return <TensorForm {...props} />;
}

/** Arrays go in as they are; of several inputs it can be said which takes which. */
function TensorForm({ spec, why, onChange }: PreprocessFormProps) {
  const { model } = useFlow();
  const shown = useShownSample();
  const preview = useJob(shown ? jobs.preview(shown.data, shown.sample, spec) : null, { keep: true });
  const inputs = model.data?.card.inputs ?? [];
  const arrays = preview.data?.arrays;
  return (
    <>
      {why !== null && <p className="flat muted small">{why}</p>}
      {arrays && inputs.length > 1 && <BindingForm spec={spec} inputs={inputs} arrays={arrays} onChange={onChange} />}
    </>
  );
}

function Preview() {
  const { preprocess } = useFlow();
  const shown = useShownSample();
  const preview = useJob(shown && preprocess ? jobs.preview(shown.data, shown.sample, preprocess) : null, {
    keep: true,
  });
  if (!shown) return <p className="flat muted">Add samples to see one of them as the network will.</p>;
  if (preview.isError) return <ErrorCard error={preview.error} />;
  const { data } = preview;
  return (
    <figure className="preview">
      {data?.network === null ? (
        <p className="flat mono small">{data.text}</p>
      ) : (
        <div className="preview-pair">
          <Picture blob={data?.original} label="Original" note={data?.text} />
          <Picture blob={data?.network} label="Network" note={preprocess ? sizeText(preprocess) : undefined} />
        </div>
      )}
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

function sizeText({ audio, width, height }: Preprocess): string {
  if (audio === undefined) return `${width} × ${height}`;
  return audio.length === null ? `${audio.rate} Hz` : `${(audio.length / audio.rate).toFixed(2)} s at ${audio.rate} Hz`;
}

interface PictureProps {
  readonly blob: Blob | null | undefined;
  readonly label: string;
  readonly note: string | undefined;
}

function Picture({ blob, label, note }: PictureProps) {
  return (
    <div className="preview-picture">
      <div>{blob && <BlobImage blob={blob} alt={`${label} of the selected sample`} />}</div>
      <span className="spread small">
        <span>{label}</span>
        <span className="muted">{note}</span>
      </span>
    </div>
  );
}
