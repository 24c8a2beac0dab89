import { NativeSelect } from "@mantine/core";
import { useMemo, useState } from "react";
import { type ConfusionCell, mistakesOf } from "../../../core/evaluate/classification/confusion.ts";
import type { Pair } from "../../../core/evaluate/paired/paired.ts";
import { classesOf, MOST_CLASSES, type MatrixView } from "../../charts/confusion-data.ts";
import { type CellPlace, ConfusionMatrix } from "../../charts/ConfusionMatrix.tsx";
import { count } from "../../parts/format.ts";
import { Segmented } from "../../parts/Segmented.tsx";
import { ConfusionList } from "./ConfusionList.tsx";
import { ConfusionSamples } from "./ConfusionSamples.tsx";
import { ConfusionTable } from "./ConfusionTable.tsx";

export interface ConfusionViewProps {
  readonly cells: readonly ConfusionCell[];
  readonly pairs: readonly Pair[];
  readonly nameOf: (label: number) => string;
  /** What the quantized model is called. */
  readonly other: string;
  /** Index of the class whose mistakes are listed; null for all. */
  readonly label: number | null;
  readonly onLabel: (label: number | null) => void;
}

/** Which class is taken for which, what quantization changed about it, and the samples behind each number. */
export function ConfusionView({ cells, pairs, nameOf, other, label, onLabel }: ConfusionViewProps) {
  const [view, setView] = useState<MatrixView>("change");
  const [chosen, setChosen] = useState<CellPlace | null>(null);
  const labels = useMemo(() => classesOf(cells), [cells]);
  const mistakes = useMemo(() => mistakesOf(cells), [cells]);
  const listed = useMemo(
    () => mistakes.filter((cell) => label === null || cell.label === label || cell.answer === label),
    [mistakes, label],
  );
  const isSmall = labels.length <= MOST_CLASSES;
  return (
    <div className="confusion">
      <div className="row wrap">
        {isSmall && (
          <Segmented
            label="What the matrix shows"
            options={[
              { value: "change", label: "Change", help: "Quantized minus FP32, in samples" },
              { value: "base", label: "FP32" },
              { value: "other", label: other },
            ]}
            value={view}
            onChange={setView}
          />
        )}
        <NativeSelect
          aria-label="Mistakes about"
          data={[
            { value: "", label: "Mistakes about all classes" },
            ...labels.map((l) => ({ value: String(l), label: nameOf(l) })),
          ]}
          value={label === null ? "" : String(label)}
          onChange={({ currentTarget: { value } }) => onLabel(value === "" ? null : Number(value))}
        />
        {!isSmall && (
          <span className="muted">
            A matrix of {count(labels.length)} classes cannot be read: the mistakes are listed, the largest change
            first.
          </span>
        )}
      </div>
      <div className="confusion-parts">
        {isSmall && (
          <div className="confusion-scroll">
            <ConfusionMatrix
              cells={cells}
              view={view}
              nameOf={nameOf}
              other={other}
              chosen={chosen}
              onChoose={setChosen}
            />
            <ConfusionTable cells={cells} labels={labels} view={view} nameOf={nameOf} />
          </div>
        )}
        <ConfusionList mistakes={listed} nameOf={nameOf} other={other} chosen={chosen} onChoose={setChosen} />
      </div>
      {chosen && <ConfusionSamples pairs={pairs} cell={chosen} nameOf={nameOf} other={other} />}
    </div>
  );
}
