import { useMemo, useState } from "react";
import "../../styles/classes.css";
import { classChanges, confusionOf } from "../../../core/evaluate/classification/confusion.ts";
import type { SampleResult } from "../../../core/evaluate/evaluation.ts";
import { pairsOf, type PairedScores } from "../../../core/evaluate/paired/paired.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { useTurn } from "../../parts/use-turn.ts";
import { className } from "./class-name.ts";
import { classRows } from "./classes-rows.ts";
import { ClassesTable } from "./ClassesTable.tsx";
import { ConfusionView } from "./ConfusionView.tsx";
import { ReliabilityView } from "./ReliabilityView.tsx";

export interface ClassesPanelProps {
  readonly base: readonly SampleResult[];
  readonly other: readonly SampleResult[];
  /** Names by index, where they are known. */
  readonly classes: readonly string[];
  /** Of the variant that was compared. */
  readonly name: VariantName;
  /** With intervals; null while they are worked out. */
  readonly scores: PairedScores | null;
}

const VIEWS = [
  { value: "classes", label: "Precision and recall", help: "Every class before and after, the worst harm first" },
  { value: "confusion", label: "Confusion", help: "Which class is taken for which, and what quantization changed" },
  { value: "confidence", label: "Confidence", help: "Whether an answer that is sure is right" },
] as const;
type View = (typeof VIEWS)[number]["value"];

/** What quantization did to the classes of a classifier; nothing without labels. */
export function ClassesPanel(props: ClassesPanelProps) {
  // Thousands of answers are counted: a task of its own, after what is above it.
  const turn = useTurn();
  return turn ? <Classes {...props} /> : null;
}

function Classes({ base, other, classes, name, scores }: ClassesPanelProps) {
  const [view, setView] = useState<View>("classes");
  const [label, setLabel] = useState<number | null>(null);
  const pairs = useMemo(() => pairsOf(base, other), [base, other]);
  const cells = useMemo(() => confusionOf(pairs), [pairs]);
  const nameOf = useMemo(() => (index: number) => className(classes, index), [classes]);
  const rows = useMemo(() => classRows(classChanges(cells), scores?.classes ?? [], nameOf), [cells, scores, nameOf]);
  if (cells.length === 0) return null;
  const worse = rows.filter(({ reading }) => reading === "worse").length;
  const note = `${count(rows.length)} classes${worse > 0 ? `, ${count(worse)} surely worse` : ""}`;
  return (
    <Panel
      title="Classes"
      note={note}
      actions={<Segmented label="What is shown of the classes" options={VIEWS} value={view} onChange={setView} />}
    >
      {view === "classes" && (
        <>
          <ClassesTable rows={rows} other={name.short} chosen={label} onChoose={setLabel} />
          {label !== null && (
            <p className="flat classes-more">
              <button type="button" className="link" onClick={() => setView("confusion")}>
                Show what is mistaken for {nameOf(label)}, and it for others
              </button>
            </p>
          )}
        </>
      )}
      {view === "confusion" && (
        <ConfusionView
          cells={cells}
          pairs={pairs}
          nameOf={nameOf}
          other={name.short}
          label={label}
          onLabel={setLabel}
        />
      )}
      {view === "confidence" && (
        <ReliabilityView pairs={pairs} name={name} metric={scores?.metrics.find(({ id }) => id === "ece")} />
      )}
    </Panel>
  );
}
