import { useState } from "react";
import { sig } from "../../../parts/format.ts";
import { moved } from "./RangeHandles.tsx";
import type { EditedRange } from "./use-range.ts";

/** Both ends as numbers, taken over on Enter or when left. */
export function RangeFields({ range }: { readonly range: EditedRange }) {
  return (
    <>
      {(["lo", "hi"] as const).map((end) => (
        <EndField
          key={end}
          label={end === "lo" ? "Lower end" : "Upper end"}
          value={range.asked[end]}
          wanted={end === "lo" ? "0 or below" : "0 or above"}
          fits={(x) => (end === "lo" ? x <= 0 : x >= 0)}
          onCommit={(x) => range.commit(moved(range.settled, end, x))}
        />
      ))}
    </>
  );
}

interface EndFieldProps {
  readonly label: string;
  readonly value: number;
  /** What a number must be, said when it is not. */
  readonly wanted: string;
  readonly fits: (x: number) => boolean;
  readonly onCommit: (x: number) => void;
}

function EndField({ label, value, wanted, fits, onCommit }: EndFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const number = typed === null || typed.trim() === "" ? NaN : Number(typed.replace("\u2212", "-").replace(",", "."));
  const wrong = typed !== null && !(Number.isFinite(number) && fits(number));
  const commit = () => {
    if (typed !== null && !wrong) onCommit(number);
    setTyped(null);
  };
  return (
    <label className="end-field">
      <span>{label}</span>
      <input
        inputMode="decimal"
        value={typed ?? sig(value, 5)}
        aria-invalid={wrong}
        title={wrong ? `A number, ${wanted}` : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key === "Escape") setTyped(null);
        }}
      />
      {wrong && (
        <span className="harm small" role="alert">
          {wanted}
        </span>
      )}
    </label>
  );
}
