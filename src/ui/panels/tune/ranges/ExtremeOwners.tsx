import type { TensorStats } from "../../../../core/calibrate/stats.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { count, percent, sig } from "../../../parts/format.ts";
import { Name } from "../../../parts/Name.tsx";
import { Thumbnail } from "../../../parts/Thumbnail.tsx";
import { extremeOwners, type ExtremeOwner } from "./extreme-owners.ts";

export interface ExtremeOwnersProps {
  readonly stats: TensorStats;
  /** Indices that a preview leaves out. */
  readonly left: ReadonlySet<number>;
  /** Sample ids by index. */
  readonly ids: readonly string[];
  readonly onToggle: (sample: number) => void;
}

/** Whose values the observed range ends with, and where it would end without each of them. */
export function ExtremeOwners({ stats, left, ids, onToggle }: ExtremeOwnersProps) {
  const { calibration } = useFlow();
  const sides = [
    ["Largest values", extremeOwners(stats, "hi", left)],
    ["Smallest values", extremeOwners(stats, "lo", left)],
  ] as const;
  if (stats.extremes === undefined) {
    return (
      <p className="flat muted small">
        The samples of a batch share this tensor, so its extremes cannot be told apart by sample.
      </p>
    );
  }
  return (
    <section aria-label="Samples that own the extremes" className="owner-sides">
      {sides.map(
        ([title, owners]) =>
          owners.length > 0 && (
            <div key={title}>
              <div className="section-head">
                <h3>{title}</h3>
              </div>
              <ul className="owners">
                {owners.map((owner) => (
                  <OwnerRow
                    key={owner.sample}
                    owner={owner}
                    id={ids[owner.sample] ?? ""}
                    data={calibration.data?.hash}
                    onLeave={() => onToggle(owner.sample)}
                  />
                ))}
              </ul>
            </div>
          ),
      )}
      {stats.extremes.samples.length < stats.samples && (
        <p className="flat muted small">
          Extremes are kept for the first {count(stats.extremes.samples.length)} of {count(stats.samples)} samples.
        </p>
      )}
    </section>
  );
}

interface OwnerRowProps {
  readonly owner: ExtremeOwner;
  readonly id: string;
  readonly data: string | undefined;
  readonly onLeave: () => void;
}

function OwnerRow({ owner: { value, without }, id, data, onLeave }: OwnerRowProps) {
  return (
    <li>
      <Thumbnail data={data} sample={id} size={36} />
      <span className="grow">
        <span>
          <span className="strong">{sig(value)}</span> <span className="muted">{effect(value, without)}</span>
        </span>
        {id === "" ? <span className="muted">a generated sample</span> : <Name text={id} tail={20} />}
      </span>
      {without !== null && id !== "" && (
        <button type="button" className="link" aria-label={`Leave out ${id}`} onClick={onLeave}>
          Leave out
        </button>
      )}
    </li>
  );
}

/** Only the sample that reaches furthest moves the end. */
function effect(value: number, without: number | null): string {
  if (without === null || Math.abs(without) >= Math.abs(value)) return "";
  const change = (100 * (Math.abs(without) - Math.abs(value))) / Math.abs(value);
  // Less than half a percent moves nothing that could be seen.
  return change > -0.5 ? "" : `without it ${sig(without)}, ${percent(change, 0)}`;
}
