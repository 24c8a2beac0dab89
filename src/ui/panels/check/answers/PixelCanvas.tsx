import { useCallback } from "react";

export interface PixelCanvasProps {
  /** RGBA, `[height, width, 4]`. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** Pixels as they are, stretched to their place. What they show is said by whoever shows them. */
export function PixelCanvas({ pixels, width, height }: PixelCanvasProps) {
  const draw = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas === null) return;
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
    },
    [pixels, width, height],
  );
  return <canvas ref={draw} aria-hidden />;
}
