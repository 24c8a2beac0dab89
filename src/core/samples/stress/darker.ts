/** @file Less light: each stop halves it. The most frequent complaint about cameras in the field, and close to where 8 bits are coarse. */
import type { PictureCorruption } from "./corruption.ts";
import { byteOf, LIGHT, lookedUp } from "./light.ts";

export const darker: PictureCorruption = {
  id: "darker",
  title: "Darker",
  what: "Exposure is lowered in linear light; one stop is half the light.",
  takes: "image",
  steps: [1, 2, 4, 6],
  unit: "stops",
  text: (stops) => `−${stops} ${stops === 1 ? "stop" : "stops"}`,
  tick: (stops) => `−${stops}`,
  apply(pixels, stops) {
    if (stops === 0) return pixels;
    const table = Uint8Array.from(LIGHT, (light) => byteOf(light / 2 ** stops));
    return { ...pixels, data: lookedUp(pixels.data, table) };
  },
};
