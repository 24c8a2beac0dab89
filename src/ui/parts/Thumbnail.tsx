import { IconPhotoOff } from "@tabler/icons-react";
import { useJob } from "../../state/flow.tsx";
import { thumbnail } from "../../state/thumbnails.ts";
import { BlobImage } from "./BlobImage.tsx";

export interface ThumbnailProps {
  /** Hash of the data set. */
  readonly data: string | undefined;
  readonly sample: string;
  /** Edge, px. */
  readonly size: number;
  readonly alt?: string;
}

/** A small picture of a sample; a sign in its place when it cannot be decoded. */
export function Thumbnail({ data, sample, size, alt = "" }: ThumbnailProps) {
  // Twice the size for dense screens; one size for all lists, so that the cache is shared.
  const picture = useJob(data === undefined ? null : thumbnail(data, sample, 128));
  const style = { width: size, height: size };
  if (picture.isError || picture.data === null) {
    return (
      <span className="thumbnail none" style={style} title="This image cannot be shown.">
        <IconPhotoOff size={16} aria-label="no picture" />
      </span>
    );
  }
  if (!picture.data) return <span className="thumbnail" style={style} />;
  return <BlobImage blob={picture.data} className="thumbnail" alt={alt} style={style} />;
}
