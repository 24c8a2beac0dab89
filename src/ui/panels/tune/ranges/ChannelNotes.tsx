import { sig } from "../../../parts/format.ts";
import { type ChannelFacts, listed } from "./channel-facts.ts";

/** Dead and outlying channels by number. */
export function ChannelNotes({ facts: { dead, outliers, median } }: { readonly facts: ChannelFacts }) {
  return (
    <dl className="facts channel-notes">
      <dt>Dead channels</dt>
      <dd>{dead.length === 0 ? "none" : `${listed(dead)}: no weight above a thousandth of the median channel's`}</dd>
      <dt>Outliers</dt>
      <dd>
        {outliers.length === 0
          ? "none: no channel reaches four times the median one"
          : outliers
              .slice(0, 5)
              .map(({ channel, times }) => `${channel} (${sig(times, 2)} × the median of ${sig(median)})`)
              .join(", ") + (outliers.length > 5 ? ` and ${outliers.length - 5} more` : "")}
      </dd>
    </dl>
  );
}
