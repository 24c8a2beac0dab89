import type { TensorView } from "../../../../jobs/protocol.ts";
import { count, decibel, NOT_MEASURED, sig } from "../../../parts/format.ts";
import { GLOSSARY } from "../../../parts/glossary.ts";
import { Help } from "../../../parts/Help.tsx";
import type { ChannelFacts } from "./channel-facts.ts";
import { dbText } from "./range-text.ts";

export interface WeightFactsProps {
  readonly view: TensorView;
  readonly facts: ChannelFacts;
}

/** What rounding costs the weight, and what one scale for each channel saves. */
export function WeightFacts({ view: { codes, sqnr, min, max, count: n, channels }, facts }: WeightFactsProps) {
  const text = (x: number | null | undefined) => (x === null || x === undefined ? NOT_MEASURED : exact(x));
  return (
    <div className="range-facts" role="group" aria-label="What rounding costs the weight">
      <div className="stat">
        <span className="stat-label">SQNR of the weight</span>
        <span className="stat-value">{text(sqnr)}</span>
        {codes !== null && <span className="stat-note">{gainOf(codes)}</span>}
      </div>
      <dl className="facts">
        <dt>Per channel</dt>
        <dd>{text(codes?.perChannel)}</dd>
        <dt>Per tensor</dt>
        <dd>{text(codes?.perTensor)}</dd>
        <dt>
          <Help text={GLOSSARY.effectiveBits}>Bits in use</Help>
        </dt>
        <dd>{facts.bits === null ? NOT_MEASURED : sig(facts.bits)}</dd>
        <dt>Weights</dt>
        <dd>{count(n)}</dd>
        <dt>Channels</dt>
        <dd>{count(channels.length)}</dd>
        <dt>Values</dt>
        <dd>
          {sig(min)} to {sig(max)}
        </dd>
      </dl>
    </div>
  );
}

/** Above this the weight was on the grid already; the last digits of float32 are all that is left. */
const ON_GRID = 120;

function exact(sqnr: number): string {
  return sqnr > ON_GRID ? "no error" : dbText(sqnr);
}

/** What one scale for each channel is worth. */
function gainOf({ perChannel, perTensor }: NonNullable<TensorView["codes"]>): string {
  if (perChannel === null || perTensor === null) return "one scale for the whole weight";
  if (perTensor > ON_GRID) return "lies on one grid already: channels lose what one scale keeps";
  const gain = perChannel - perTensor;
  return gain >= 0 ? `channels gain ${decibel(gain)}` : `channels lose ${decibel(-gain)}`;
}
