import { IconCheck, IconTag } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import type { Sample } from "../../../core/samples/dataset.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { Name } from "../../parts/Name.tsx";
import { Thumbnail } from "../../parts/Thumbnail.tsx";

export interface GridItemProps {
  readonly id: string;
  /** Hash of the data set. */
  readonly data: string;
  readonly sample: Sample;
  /** Edge of the picture, px; null for a line of text. */
  readonly size: number | null;
  /** Of its label; empty without. */
  readonly className: string;
  readonly tags: readonly string[] | undefined;
  readonly isChosen: boolean;
  readonly isFocused: boolean;
  readonly onClick: (event: MouseEvent) => void;
}

/** One sample of the grid; its name, class, segment and tags on hover and for screen readers. */
export function GridItem({
  id,
  data,
  sample,
  size,
  className,
  tags = [],
  isChosen,
  isFocused,
  onClick,
}: GridItemProps) {
  const isShown = useStudio((s) => s.sample === sample.id);
  const title = [sample.id, className, sample.segment, ...tags].filter(Boolean).join(" · ");
  return (
    <div
      id={id}
      role="option"
      className={size === null ? "tensor-row" : "grid-item"}
      title={title}
      aria-label={size === null ? undefined : title}
      aria-selected={isChosen}
      data-shown={isShown || undefined}
      data-focused={isFocused || undefined}
      onClick={onClick}
    >
      {size === null ? (
        <TensorText data={data} sample={sample.id} />
      ) : (
        <Thumbnail data={data} sample={sample.id} size={size} />
      )}
      {isChosen && (
        <span className="grid-mark chosen" aria-hidden>
          <IconCheck size={11} stroke={3} />
        </span>
      )}
      {tags.length > 0 && (
        <span className="grid-mark tagged" aria-hidden>
          <IconTag size={11} />
        </span>
      )}
    </div>
  );
}

/** Arrays have no picture: type and shape, read when the row is seen. */
function TensorText({ data, sample }: { readonly data: string; readonly sample: string }) {
  const { preprocess } = useFlow();
  const preview = useJob(preprocess ? jobs.preview(data, sample, preprocess) : null);
  return (
    <>
      <Name text={sample} tail={16} />
      <span className="muted small cut">{preview.isError ? "cannot be read" : preview.data?.text}</span>
    </>
  );
}
