import { IconCheck } from "@tabler/icons-react";
import type { TensorView } from "../../../jobs/protocol.ts";
import { useStudio } from "../../../state/store.ts";
import { decibel, share, sig } from "../../parts/format.ts";
import { NumberHead } from "../../parts/NumberHead.tsx";
import { withMethod, type Method } from "./recipe-edits.ts";

/** What every method would choose for this tensor; a click chooses it for the whole recipe. */
export function Methods({ view }: { readonly view: TensorView }) {
  const current = useStudio((s) => s.recipe.calibration.method);
  const change = useStudio((s) => s.changeRecipe);
  const best = Math.max(...view.methods.map((m) => m.sqnr));
  return (
    <section aria-label="Range methods for this tensor">
      <div className="spread section-head">
        <h3>Methods side by side</h3>
        <span className="muted small">click to use for every tensor</span>
      </div>
      <table className="plain methods">
        <thead>
          <tr>
            <th scope="col">Method</th>
            <th scope="col">Range</th>
            <NumberHead>SQNR</NumberHead>
            <NumberHead>Clipped</NumberHead>
          </tr>
        </thead>
        <tbody>
          {view.methods.map((method) => (
            <tr key={method.id} aria-current={method.id === current ? "true" : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="method"
                  aria-pressed={method.id === current}
                  onClick={() => change(withMethod(method.id as Method))}
                >
                  {method.id === current ? <IconCheck size={13} stroke={2.5} aria-hidden /> : <i aria-hidden />}
                  {method.title}
                </button>
              </th>
              <td>
                <Strip view={view} lo={method.lo} hi={method.hi} />
              </td>
              <td className={method.sqnr === best ? "number strong" : "number"}>{decibel(method.sqnr)}</td>
              <td className="number muted">{share(method.clipped)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The method's range within what was observed, on one common scale. */
function Strip({
  view: { min, max },
  lo,
  hi,
}: {
  readonly view: TensorView;
  readonly lo: number;
  readonly hi: number;
}) {
  const [from, to] = [Math.min(0, min), Math.max(0, max)];
  const at = (x: number) => `${(100 * (x - from)) / Math.max(1e-12, to - from)}%`;
  return (
    <span className="strip" title={`${sig(lo)} to ${sig(hi)} of ${sig(min)} to ${sig(max)}`}>
      <i style={{ left: at(Math.max(from, lo)), right: `calc(100% - ${at(Math.min(to, hi))})` }} />
    </span>
  );
}
