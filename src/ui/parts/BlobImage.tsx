import { useCallback, type CSSProperties } from "react";

export interface BlobImageProps {
  readonly blob: Blob;
  readonly alt: string;
  readonly className?: string;
  readonly style?: CSSProperties;
}

/** Shows a blob; its address lives as long as the element shows it. */
export function BlobImage({ blob, alt, className, style }: BlobImageProps) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(blob);
      image.src = url;
      return () => URL.revokeObjectURL(url);
    },
    [blob],
  );
  return <img ref={show} alt={alt} className={className} style={style} draggable={false} />;
}
