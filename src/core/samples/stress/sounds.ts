/** @file What happens to sounds in the field: a speaker far from the microphone, and a noisy one. */
import { scale, type SoundCorruption } from "./corruption.ts";
import { normals, uniform } from "../../random.ts";

/** Steps of a 16-bit recording: what is quieter than one is lost. */
const LEVELS = 32_768;

export const quieter: SoundCorruption = {
  id: "quieter",
  title: "Quieter",
  what: "The sound is attenuated and rounded to 16 bits again.",
  takes: "audio",
  steps: [6, 20, 40, 60],
  ...scale("dB", "−", " dB"),
  apply(wave, decibels) {
    if (decibels === 0) return wave;
    const gain = 10 ** (-decibels / 20);
    return wave.map((x) => Math.round(x * gain * LEVELS) / LEVELS);
  },
};

/** Signal to noise of the mildest step that can be named, dB: strengths count down from it. */
const CLEAN = 60;

export const hiss: SoundCorruption = {
  id: "hiss",
  title: "Noise",
  what: "White noise is added, so many dB below the power of the sound.",
  takes: "audio",
  steps: [CLEAN - 20, CLEAN - 10, CLEAN - 0, CLEAN + 10],
  unit: "dB signal to noise",
  text: (strength) => `${signed(CLEAN - strength)} dB SNR`,
  tick: (strength) => signed(CLEAN - strength),
  apply(wave, strength, seed) {
    if (strength === 0) return wave;
    const power = wave.reduce((sum, x) => sum + x * x, 0) / Math.max(1, wave.length);
    const deviation = Math.sqrt(power / 10 ** ((CLEAN - strength) / 10));
    const next = normals(uniform(seed));
    return wave.map((x) => Math.min(1, Math.max(-1, x + deviation * next())));
  },
};

const signed = (x: number) => (x < 0 ? `−${-x}` : String(x));
