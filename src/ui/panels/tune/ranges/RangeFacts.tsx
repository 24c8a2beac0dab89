import type { RangeCost } from "../../../../core/quantize/range-cost.ts";
import { count, share, sig } from "../../../parts/format.ts";
import { Help } from "../../../parts/Help.tsx";
import { GLOSSARY } from "../../../parts/glossary.ts";
import { dbText, gainText, rangeText } from "./range-text.ts";

export interface RangeFactsProps {
  readonly cost: RangeCost;
  /** Of what the method chose. */
  readonly automatic: RangeCost;
  readonly byHand: boolean;
}

/** What the range costs, beside the plot; follows each frame of a drag. */
export function RangeFacts({ cost, automatic, byHand }: RangeFactsProps) {
  const { used, clipped, clipEnergy, clipMse, roundMse, levelsUsed, levels, sqnr } = cost;
  const gain = byHand ? gainText(sqnr, automatic.sqnr) : "";
  return (
    <div className="range-facts" aria-label="What the range costs" role="group">
      <div className="stat">
        <span className="stat-label">
          <Help text={GLOSSARY.rangeSqnr}>SQNR of this tensor</Help>
        </span>
        <span className="stat-value">{dbText(sqnr)}</span>
        <span className="stat-note">{gain === "" ? "by the method" : `${gain} against the method`}</span>
      </div>
      <dl className="facts">
        <dt>
          <Help text={GLOSSARY.clippedValues}>Clipped</Help>
        </dt>
        <dd className={clipMse > roundMse ? "harm" : undefined}>{share(clipped)}</dd>
        <dt>
          <Help text={GLOSSARY.clipEnergy}>Clipped energy</Help>
        </dt>
        <dd>{share(clipEnergy)}</dd>
        <dt>
          <Help text={GLOSSARY.clipMse}>Clipping MSE</Help>
        </dt>
        <dd>{sig(clipMse)}</dd>
        <dt>
          <Help text={GLOSSARY.roundMse}>Rounding MSE</Help>
        </dt>
        <dd>{sig(roundMse)}</dd>
        <dt>
          <Help text={GLOSSARY.levelsUsed}>Levels used</Help>
        </dt>
        <dd>
          {count(levelsUsed)} of {count(levels)}
        </dd>
        <dt>Step, zero</dt>
        <dd>
          {sig(used.scale)}, {used.zero}
        </dd>
        <dt>Used range</dt>
        <dd>{rangeText(used)}</dd>
      </dl>
    </div>
  );
}
