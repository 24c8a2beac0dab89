/** @file The inputs of a convolution as rows, one per output position, in the order the NHWC kernel reads them: kernel position, then channel. */

export interface ConvShape {
  /** `[N, C, ...spatial]` */
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins, then ends. */
  readonly pads: readonly number[];
  readonly group: number;
}

/** Spatial sizes of the output. */
export function outputSizes({ input, kernel, strides, dilations, pads }: ConvShape): number[] {
  const rank = kernel.length;
  return kernel.map((k, i) => {
    const padded = (input[i + 2] ?? 1) + (pads[i] ?? 0) + (pads[i + rank] ?? 0);
    return Math.floor((padded - (dilations[i] ?? 1) * (k - 1) - 1) / (strides[i] ?? 1)) + 1;
  });
}

/**
 * Rows of one image and one group.
 * @param x uint8 `[N, C, H, W]` (1-D convolutions: H = 1)
 * @param padding what lies outside: the input's zero point
 * @returns `[outH * outW, kh * kw * C/group]`
 */
export function patchesOf(
  x: Uint8Array,
  shape: ConvShape,
  at: { image: number; group: number },
  padding: number,
): Uint8Array {
  const s = planar(shape);
  const [, channels = 1, height = 1, width = 1] = s.input;
  const [kh = 1, kw = 1] = s.kernel;
  const [oh = 1, ow = 1] = outputSizes(s);
  const per = channels / s.group;
  const rows = new Uint8Array(oh * ow * kh * kw * per).fill(padding);
  const plane = height * width;
  const base = (at.image * channels + at.group * per) * plane;
  let row = 0;
  for (let oy = 0; oy < oh; oy++) {
    for (let ox = 0; ox < ow; ox++, row += kh * kw * per) {
      for (let p = 0; p < kh * kw; p++) {
        const y = oy * (s.strides[0] ?? 1) - (s.pads[0] ?? 0) + Math.floor(p / kw) * (s.dilations[0] ?? 1);
        const z = ox * (s.strides[1] ?? 1) - (s.pads[1] ?? 0) + (p % kw) * (s.dilations[1] ?? 1);
        if (y < 0 || y >= height || z < 0 || z >= width) continue;
        for (let c = 0, i = base + y * width + z; c < per; c++, i += plane) rows[row + p * per + c] = x[i] as number;
      }
    }
  }
  return rows;
}

/** A 1-D convolution as a 2-D one of height 1. */
export function planar(s: ConvShape): ConvShape {
  if (s.kernel.length !== 1) return s;
  const [n = 1, c = 1, w = 1] = s.input;
  return {
    input: [n, c, 1, w],
    kernel: [1, ...s.kernel],
    strides: [1, ...s.strides],
    dilations: [1, ...s.dilations],
    pads: [0, s.pads[0] ?? 0, 0, s.pads[1] ?? 0],
    group: s.group,
  };
}
