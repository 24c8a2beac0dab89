/** @file Less contrast: every channel is drawn towards its mean, as fog does (as "contrast" of ImageNet-C, Hendrycks and Dietterich, ICLR 2019). */
import type { PictureCorruption } from "./corruption.ts";
import { scale } from "./corruption.ts";

export const contrast: PictureCorruption = {
  id: "contrast",
  title: "Lower contrast",
  what: "Every channel is drawn towards its mean over the picture; 80 % leaves a fifth of the contrast.",
  takes: "image",
  steps: [30, 60, 80, 92],
  ...scale("% of the contrast", "−", " %"),
  apply(pixels, percent) {
    if (percent === 0) return pixels;
    const left = 1 - percent / 100;
    const means = meansOf(pixels.data);
    const data = pixels.data.map((byte, i) => {
      const mean = means[i % 3] as number;
      return Math.round(mean + left * (byte - mean));
    });
    return { ...pixels, data };
  },
};

/** Mean of each channel. @param rgb `[n, 3]` */
function meansOf(rgb: Uint8Array): readonly number[] {
  const sums = [0, 0, 0];
  for (let i = 0; i < rgb.length; i++) sums[i % 3] = (sums[i % 3] as number) + (rgb[i] as number);
  return sums.map((sum) => sum / Math.max(1, rgb.length / 3));
}
