/**
 * @file The inputs of a convolution as columns: one row per place in the kernel, in the order the NHWC kernel reads
 * them (kernel position, then channel), one column per output position.
 */

export interface ConvShape {
  /** `[N, C, ...spatial]` */
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins, then ends. */
  readonly pads: readonly number[];
  /** ONNX's `auto_pad`; decides the pads unless it is NOTSET. */
  readonly autoPad: string;
  readonly group: number;
}

/** The same with the pads that `auto_pad` stands for: with SAME the output is the input over the stride, rounded up. */
export function withPads(s: ConvShape): ConvShape {
  if (s.autoPad === "NOTSET") return s;
  const totals = s.kernel.map((k, i) => {
    if (s.autoPad === "VALID") return 0;
    const [size, stride] = [s.input[i + 2] ?? 1, s.strides[i] ?? 1];
    const reach = (s.dilations[i] ?? 1) * (k - 1) + 1;
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
  });
  const round = s.autoPad === "SAME_LOWER" ? Math.ceil : Math.floor;
  const begins = totals.map((total) => round(total / 2));
  return { ...s, autoPad: "NOTSET", pads: [...begins, ...totals.map((total, i) => total - (begins[i] ?? 0))] };
}

/** Spatial sizes of the output. @param s with its pads */
export function outputSizes({ input, kernel, strides, dilations, pads }: ConvShape): number[] {
  const rank = kernel.length;
  return kernel.map((k, i) => {
    const padded = (input[i + 2] ?? 1) + (pads[i] ?? 0) + (pads[i + rank] ?? 0);
    return Math.floor((padded - (dilations[i] ?? 1) * (k - 1) - 1) / (strides[i] ?? 1)) + 1;
  });
}

/**
 * Columns of one image and one group.
 * @param x uint8 `[N, C, H, W]` or `[N, C, W]`
 * @param shape with its pads
 * @param padding what lies outside: the input's zero point
 * @returns `[kh * kw * C/group, outH * outW]`
 */
export function columnsOf(
  x: Uint8Array,
  shape: ConvShape,
  at: { readonly image: number; readonly group: number },
  padding: number,
): Uint8Array {
  const s = planar(shape);
  const [, channels = 1, height = 1, width = 1] = s.input;
  const [kh = 1, kw = 1] = s.kernel;
  const per = channels / s.group;
  const plane = height * width;
  const base = (at.image * channels + at.group * per) * plane;
  if (isPointwise(s)) return x.subarray(base, base + per * plane);
  const [oh = 1, ow = 1] = outputSizes(s);
  const columns = new Uint8Array(kh * kw * per * oh * ow).fill(padding);
  for (let p = 0, row = 0; p < kh * kw; p++) {
    for (let c = 0; c < per; c++, row++) {
      const from = x.subarray(base + c * plane, base + (c + 1) * plane);
      shifted(from, s, p, columns.subarray(row * oh * ow, (row + 1) * oh * ow), ow);
    }
  }
  return columns;
}

/** One channel as one position of the kernel sees it. Rows outside keep their padding. */
function shifted(plane: Uint8Array, s: ConvShape, position: number, out: Uint8Array, ow: number): void {
  const [, , height = 1, width = 1] = s.input;
  const kw = s.kernel[1] ?? 1;
  const [sy = 1, sx = 1] = s.strides;
  const dy = Math.floor(position / kw) * (s.dilations[0] ?? 1) - (s.pads[0] ?? 0);
  const dx = (position % kw) * (s.dilations[1] ?? 1) - (s.pads[1] ?? 0);
  for (let oy = 0; oy * ow < out.length; oy++) {
    const y = oy * sy + dy;
    if (y < 0 || y >= height) continue;
    for (let ox = 0; ox < ow; ox++) {
      const at = ox * sx + dx;
      if (at >= 0 && at < width) out[oy * ow + ox] = plane[y * width + at] as number;
    }
  }
}

function isPointwise({ kernel, strides, pads }: ConvShape): boolean {
  return kernel.every((k) => k === 1) && strides.every((n) => n === 1) && pads.every((n) => n === 0);
}

/** A 1-D convolution as a 2-D one of height 1. */
function planar(s: ConvShape): ConvShape {
  if (s.kernel.length !== 1) return s;
  const [n = 1, c = 1, w = 1] = s.input;
  return {
    ...s,
    input: [n, c, 1, w],
    kernel: [1, ...s.kernel],
    strides: [1, ...s.strides],
    dilations: [1, ...s.dilations],
    pads: [0, s.pads[0] ?? 0, 0, s.pads[1] ?? 0],
  };
}
