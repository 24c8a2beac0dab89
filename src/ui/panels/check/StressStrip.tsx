import { ActionIcon } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { fileKind } from "../../../core/samples/paths.ts";
import { corruptionOf } from "../../../core/samples/stress/index.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";
import { useStudio } from "../../../state/store.ts";
import { BlobImage } from "../../parts/BlobImage.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Name } from "../../parts/Name.tsx";
import type { ChosenStress } from "./StressPanel.tsx";

export interface StressStripProps {
  readonly chosen: ChosenStress;
  readonly onChoose: (chosen: ChosenStress) => void;
}

/** One of the user's own pictures at each strength of the chosen change; nothing for samples that are no pictures. */
export function StressStrip({ chosen, onChoose }: StressStripProps) {
  const { validation, preprocess } = useFlow();
  const selected = useStudio((s) => s.sample);
  const [picked, pick] = useState<number | null>(null);
  const { data } = validation;
  const samples = data?.samples ?? [];
  const at =
    picked ??
    Math.max(
      0,
      samples.findIndex(({ id }) => id === selected),
    );
  const sample = samples[at]?.id;
  const { title, what, steps, text } = corruptionOf(chosen.corruption);
  const stresses = [0, ...steps].map((strength) => ({ corruption: chosen.corruption, strength }));
  const isPicture = sample !== undefined && (fileKind(sample) ?? "image") === "image";
  const job = isPicture && data && preprocess ? jobs.stressPreview(data.hash, sample, preprocess, stresses) : null;
  const preview = useJob(job, { keep: true });
  if (job === null || sample === undefined) return null;
  const turn = (by: number) => pick((at + by + samples.length) % samples.length);
  return (
    <section className="stress-strip" aria-label={`${title} on one of your images, synthetic`}>
      <h3 className="stress-head">
        {title} on one of your images
        <span className="muted small">{what}</span>
      </h3>
      {preview.error && <ErrorCard error={preview.error} />}
      <div className="stress-tiles" data-stale={preview.isPlaceholderData || undefined}>
        {stresses.map(({ strength }, step) => {
          const label = strength === 0 ? "plain" : text(strength);
          const blob = preview.data?.[step];
          return (
            <button
              key={strength}
              type="button"
              className="stress-tile"
              aria-pressed={chosen.step === step}
              onClick={() => onChoose({ corruption: chosen.corruption, step })}
            >
              <span className="stress-picture">
                {blob && <BlobImage blob={blob} alt="" />}
                {strength !== 0 && <span className="synthetic">synthetic</span>}
              </span>
              <span>{label}</span>
            </button>
          );
        })}
      </div>
      <div className="row small muted">
        <ActionIcon size={24} aria-label="Image before" onClick={() => turn(-1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <ActionIcon size={24} aria-label="Next image" onClick={() => turn(1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
        <Name text={sample} /> at the size that the network reads
      </div>
    </section>
  );
}
