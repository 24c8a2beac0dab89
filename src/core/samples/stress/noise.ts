/**
 * @file Sensor noise: shot noise, whose variance grows with the light, and read noise, which is always there (Foi et al., "Practical
 * Poissonian-Gaussian noise modeling", IEEE TIP 2008), in linear light. Both are drawn from normal distributions.
 */
import { type PictureCorruption, scale } from "./corruption.ts";
import { byteOf, LIGHT } from "./light.ts";
import { normals, uniform } from "../../random.ts";

/** Variance of the read noise, as a share of the shot noise's at white. */
const READ = 0.002;
/** Light of the middle of the sRGB scale, and bytes (of 1) per light there: what strengths are measured at. */
const MIDDLE = 0.214;
const SLOPE = (1.055 / 2.4) * MIDDLE ** (1 / 2.4 - 1);

export const noise: PictureCorruption = {
  id: "noise",
  title: "Sensor noise",
  what: "Shot noise and read noise in linear light; the strength is the standard deviation at mid-grey, in % of white.",
  takes: "image",
  steps: [2, 5, 12, 25],
  ...scale("% of white", "", " %"),
  apply(pixels, percent, seed) {
    if (percent === 0) return pixels;
    const strength = percent / 100 / SLOPE / Math.sqrt(MIDDLE + READ);
    const deviation = LIGHT.map((light) => strength * Math.sqrt(light + READ));
    const next = normals(uniform(seed));
    const data = pixels.data.map((byte) => byteOf((LIGHT[byte] as number) + next() * (deviation[byte] as number)));
    return { ...pixels, data };
  },
};
