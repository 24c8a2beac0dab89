import { capital } from "../../../../core/capital.ts";
import type { SampleChange, SampleChanges } from "../../../../core/evaluate/paired/sample-changes.ts";
import { scoreText } from "../score-text.ts";
import { NOT_MEASURED, sig } from "../../../parts/format.ts";
import { NumberHead } from "../../../parts/NumberHead.tsx";
import type { AnswersProps } from "./answers.ts";
import { SamplePicture } from "./ClassAnswers.tsx";

export interface ValueAnswersProps extends Omit<AnswersProps, "classes"> {
  /** Null while they are not known. */
  readonly changes: SampleChanges | null;
}

/** Numbers of a sample that are listed; longer vectors are cut. */
const SHOWN = 24;

/** Numbers, as a regression or an embedding gives them: label, FP32 and variant, with how near the two are. */
export function ValueAnswers({ sample, name, before, after, changes }: ValueAnswersProps) {
  const truth = before?.truth?.kind === "values" ? before.truth.values : undefined;
  const [one, other] = [before?.output, after?.output];
  const row = changes?.rows.find(({ id }) => id === sample);
  // Sums of large outputs are no values.
  const isWhole = before?.sketch === undefined && (one?.length ?? 0) > 0;
  return (
    <div className="stack">
      <SamplePicture sample={sample} />
      {row && changes && <Nearness row={row} changes={changes} />}
      {one && isWhole && (
        <table className="plain">
          <thead>
            <tr>
              <NumberHead>{one.length > 1 ? "Output" : ""}</NumberHead>
              {truth && <NumberHead>Label</NumberHead>}
              <NumberHead>FP32</NumberHead>
              <NumberHead>{name.short}</NumberHead>
            </tr>
          </thead>
          <tbody>
            {Array.from(one.subarray(0, SHOWN), (x, i) => (
              <tr key={i}>
                <th scope="row" className="number">
                  {one.length > 1 ? i : "value"}
                </th>
                {truth && <td className="number">{numberText(truth[i])}</td>}
                <td className="number">{numberText(x)}</td>
                <td className="number">{numberText(other?.[i])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {one && isWhole && one.length > SHOWN && (
        <p className="flat muted">
          The first {SHOWN} of {one.length} values.
        </p>
      )}
    </div>
  );
}

function Nearness({ row, changes: { metric, near } }: { readonly row: SampleChange; readonly changes: SampleChanges }) {
  return (
    <dl className="facts">
      {metric && row.before !== null && row.after !== null && (
        <>
          <dt>{capital(metric.title)}</dt>
          <dd>
            {scoreText(row.before, metric.unit)} → {scoreText(row.after, metric.unit)}
          </dd>
        </>
      )}
      {near && row.near !== null && (
        <>
          <dt>{capital(near.title)}</dt>
          <dd>{scoreText(row.near, near.unit)}</dd>
        </>
      )}
    </dl>
  );
}

function numberText(x: number | undefined): string {
  return x === undefined ? NOT_MEASURED : sig(x, 4);
}
