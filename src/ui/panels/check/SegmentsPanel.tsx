import type { Estimate, SegmentComparison } from "../../../core/evaluate/evaluation.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { count, NOT_MEASURED, percent, plusMinus, points, signed } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";

export interface SegmentsPanelProps {
  readonly segments: readonly SegmentComparison[];
  /** Of the variant that was compared. */
  readonly name: VariantName;
}

/** Which kind of sample suffers: an average hides it. */
export function SegmentsPanel({ segments, name }: SegmentsPanelProps) {
  const sorted = segments.toSorted((a, b) => (a.top1Change?.value ?? 0) - (b.top1Change?.value ?? 0));
  const reach = Math.max(1, ...sorted.flatMap(({ top1Change: c }) => (c ? [Math.abs(c.lo), Math.abs(c.hi)] : [])));
  return (
    <Panel title="Segments" note="worst change first">
      <table className="plain segments">
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <NumberHead>Samples</NumberHead>
            <NumberHead>FP32</NumberHead>
            <NumberHead>{name.short}</NumberHead>
            <NumberHead>Change, points</NumberHead>
            <th scope="col">
              <span className="spread">
                <span>−{reach.toFixed(0)}</span>
                <span>95 % interval</span>
                <span>+{reach.toFixed(0)}</span>
              </span>
            </th>
            <NumberHead>Agreement</NumberHead>
          </tr>
        </thead>
        <tbody>
          {sorted.map((segment) => (
            <SegmentRow key={segment.segment} segment={segment} reach={reach} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function SegmentRow({ segment: s, reach }: { readonly segment: SegmentComparison; readonly reach: number }) {
  const change = s.top1Change;
  const harmful = change !== undefined && change.hi < 0;
  return (
    <tr>
      <th scope="row">{s.segment}</th>
      <td className="number">{count(s.n)}</td>
      <td className="number">{s.base.top1 ? percent(s.base.top1.value) : NOT_MEASURED}</td>
      <td className="number strong">{s.other.top1 ? percent(s.other.top1.value) : NOT_MEASURED}</td>
      <td className={harmful ? "number harm strong" : "number"}>
        {change ? (
          <>
            {signed(change.value)} <span className="muted">{plusMinus(change)}</span>
          </>
        ) : (
          NOT_MEASURED
        )}
      </td>
      <td className="fill">{change && <Interval change={change} reach={reach} />}</td>
      <td className="number">{percent(s.agreement.value)}</td>
    </tr>
  );
}

/** A dot with its interval on a common axis with zero in the middle. */
function Interval({ change, reach }: { readonly change: Estimate; readonly reach: number }) {
  const at = (x: number) => `${50 + (50 * x) / reach}%`;
  const harmful = change.hi < 0;
  return (
    <span className="interval" data-harm={harmful || undefined} title={`${points(change.lo)} to ${points(change.hi)}`}>
      <i style={{ left: at(change.lo), right: `calc(100% - ${at(change.hi)})` }} />
      <b style={{ left: at(change.value) }} />
    </span>
  );
}
