/** @file WAV: RIFF chunks of which `fmt ` describes and `data` holds the sound. PCM of 8 to 32 bits and float32. */

export interface Sound {
  /** Samples per second. */
  readonly rate: number;
  /** One channel, -1 to 1; several are averaged. */
  readonly data: Float32Array;
}

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
/** A channel count or rate beyond these is a damaged header. */
const [MOST_CHANNELS, HIGHEST_RATE] = [64, 768_000];

/** @throws Error in one sentence when this is no WAV file, or one of a coding that is not read */
export function parseWav(file: Uint8Array): Sound {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (text(file, 0) !== "RIFF" || text(file, 8) !== "WAVE") throw new Error("it is not a WAV file");
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const id = text(file, at);
    const size = view.getUint32(at + 4, true);
    const start = at + 8;
    if (id === "fmt " && start + 16 <= file.length) format = readFormat(view, start, size);
    if (id === "data") return decode(view, start, Math.min(size || Infinity, file.length - start), format);
    at = start + size + (size % 2); // chunks start at even offsets
  }
  throw new Error("it holds no sound (no data chunk)");
}

function text(file: Uint8Array, at: number): string {
  return String.fromCharCode(...file.subarray(at, at + 4));
}

function readFormat(view: DataView, at: number, size: number): Format {
  const tag = view.getUint16(at, true);
  // The extensible form names the coding in the first bytes of its GUID.
  const extended = tag === EXTENSIBLE && size >= 26 && at + 26 <= view.byteLength;
  return {
    tag: extended ? view.getUint16(at + 24, true) : tag,
    channels: view.getUint16(at + 2, true),
    rate: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  };
}

type Read = (view: DataView, at: number) => number;

const READERS: Readonly<Record<string, Read>> = {
  [`${PCM} 8`]: (view, at) => (view.getUint8(at) - 128) / 2 ** 7,
  [`${PCM} 16`]: (view, at) => view.getInt16(at, true) / 2 ** 15,
  [`${PCM} 24`]: (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  [`${PCM} 32`]: (view, at) => view.getInt32(at, true) / 2 ** 31,
  [`${FLOAT} 32`]: (view, at) => view.getFloat32(at, true),
  [`${FLOAT} 64`]: (view, at) => view.getFloat64(at, true),
};

function decode(view: DataView, start: number, size: number, format: Format | undefined): Sound {
  if (format === undefined) throw new Error("its format is not described (no fmt chunk before the data)");
  const { tag, channels, rate, bits } = format;
  const read = READERS[`${tag} ${bits}`];
  if (read === undefined) throw new Error(`its coding is not read (WAV format ${tag} with ${bits} bits)`);
  if (channels < 1 || channels > MOST_CHANNELS || rate < 1 || rate > HIGHEST_RATE) {
    throw new Error(`its header is damaged (${channels} channels, ${rate} Hz)`);
  }
  const width = bits / 8;
  const data = new Float32Array(Math.floor(size / (width * channels)));
  if (data.length === 0) throw new Error("it is empty");
  for (let i = 0, at = start; i < data.length; i++) {
    let sum = 0;
    for (let c = 0; c < channels; c++, at += width) sum += read(view, at);
    data[i] = sum / channels;
  }
  return { rate, data };
}
