import { Button } from "@mantine/core";
import { IconPlayerPlayFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { openSample, samplePicturesQuery, sampleQuery, type SampleFiles } from "../../state/sample.ts";
import { BlobImage } from "../parts/BlobImage.tsx";
import { ErrorCard } from "../parts/ErrorCard.tsx";
import { count } from "../parts/format.ts";

const PICTURES = 14;

/** The sample: what it is, what it looks like, and one button that opens and runs it. */
export function SampleCard() {
  const sample = useQuery(sampleQuery);
  const [opening, setOpening] = useState(false);
  const [failed, setFailed] = useState<Error | null>(null);
  const open = async (files: SampleFiles) => {
    setOpening(true);
    setFailed(null);
    await openSample(files).catch((error: unknown) => setFailed(error as Error));
    setOpening(false);
  };
  const error = failed ?? sample.error;
  if (error) return <ErrorCard error={error} onRetry={() => (setFailed(null), void sample.refetch())} />;
  const { data } = sample;
  return (
    <section className="sample" aria-label="Sample">
      <div className="sample-text">
        <p>
          <span className="strong">{data?.manifest.title ?? "Surface inspection"}</span>
          <span className="muted"> · sample{data && ` · ${summary(data)}`}</span>
        </p>
        <p className="muted">{data?.manifest.description ?? "Opening the sample."}</p>
      </div>
      <Button
        variant="light"
        size="sm"
        leftSection={<IconPlayerPlayFilled size={14} />}
        disabled={!data}
        loading={opening}
        onClick={() => data && void open(data)}
      >
        Run the sample
      </Button>
      <div className="sample-pictures">{data && <Pictures sample={data} />}</div>
    </section>
  );
}

function summary({ manifest }: SampleFiles): string {
  const images = Object.values(manifest.segments).reduce((a, b) => a + b, 0);
  return `${manifest.classes.length} classes, ${count(images)} validation images`;
}

function Pictures({ sample }: { readonly sample: SampleFiles }) {
  const pictures = useQuery(samplePicturesQuery(sample, PICTURES));
  return pictures.data?.map(({ path, blob }) => <Picture key={path} name={path.split("/")[1] ?? ""} blob={blob} />);
}

function Picture({ name, blob }: { readonly name: string; readonly blob: Blob }) {
  return (
    <figure>
      <BlobImage blob={blob} alt="" />
      <figcaption>{name}</figcaption>
    </figure>
  );
}
