import { IconEqual } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Flip } from "../../../core/evaluate/evaluation.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { count, percent } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { FlipGrid } from "./FlipGrid.tsx";

const KINDS = ["all", "lost", "won", "moved"] as const;
type Kind = (typeof KINDS)[number];

const MEANING: Readonly<Record<Kind, string>> = {
  all: "Samples whose best class differs from FP32",
  lost: "FP32 was right, the variant is wrong",
  won: "FP32 was wrong, the variant is right",
  moved: "Neither is right, or there is no label",
};

export interface FlipsPanelProps {
  readonly flips: readonly Flip[];
  /** Samples compared. */
  readonly n: number;
  /** Of the variant that was compared. */
  readonly name: VariantName;
}

/** Every sample whose answer changed, with both answers: what a percentage means in pictures. */
export function FlipsPanel({ flips, n, name }: FlipsPanelProps) {
  const [kind, setKind] = useState<Kind>("all");
  const shown = useMemo(() => (kind === "all" ? flips : flips.filter((flip) => flip.kind === kind)), [flips, kind]);
  const number = (k: Kind) => (k === "all" ? flips.length : flips.filter((flip) => flip.kind === k).length);
  const note = `${count(flips.length)} of ${count(n)} samples, ${percent(n > 0 ? (100 * flips.length) / n : 0)}`;
  return (
    <Panel
      title="Answers that changed"
      note={note}
      actions={
        <Segmented
          label="Which changes"
          options={KINDS.map((k) => ({ value: k, label: `${k} ${number(k)}`, help: MEANING[k] }))}
          value={kind}
          onChange={setKind}
        />
      }
    >
      {shown.length === 0 ? (
        <Empty
          icon={<IconEqual size={24} stroke={1.5} />}
          title={flips.length === 0 ? "No answer changed" : "None of this kind"}
        >
          {MEANING[kind]}: none so far.
        </Empty>
      ) : (
        <FlipGrid flips={shown} name={name} />
      )}
    </Panel>
  );
}
