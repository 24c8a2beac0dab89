import type { KeyboardEvent } from "react";
import { changeOf, type ConfusionCell } from "../../../core/evaluate/classification/confusion.ts";
import { changeText } from "../../charts/confusion-data.ts";
import type { CellPlace } from "../../charts/ConfusionMatrix.tsx";
import { toCsv } from "../../charts/save.ts";
import { count } from "../../parts/format.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { SaveCsv } from "./SaveCsv.tsx";

export interface ConfusionListProps {
  /** In the order they are shown. */
  readonly mistakes: readonly ConfusionCell[];
  readonly nameOf: (label: number) => string;
  /** What the quantized model is called. */
  readonly other: string;
  readonly chosen: CellPlace | null;
  readonly onChoose: (cell: CellPlace) => void;
}

/** px; rows that are seen at once. */
const [ROW, SEEN] = [28, 14];

/** What is taken for what, with the samples of both models; only the visible rows exist. */
export function ConfusionList({ mistakes, nameOf, other, chosen, onChoose }: ConfusionListProps) {
  const { scroll, virtual } = useVirtualRows(mistakes.length, ROW, 4);
  const at = mistakes.findIndex(({ label, answer }) => label === chosen?.label && answer === chosen.answer);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: mistakes.length - 1 }[event.key];
    const index = next === undefined ? -1 : Math.min(mistakes.length - 1, Math.max(0, next));
    const row = mistakes[index];
    if (row === undefined) return;
    event.preventDefault();
    onChoose(row);
    virtual.scrollToIndex(index, { align: "auto" });
  };
  const csv = () =>
    toCsv(
      ["class", "answer", "FP32", other, "change"],
      mistakes.map((cell) => [nameOf(cell.label), nameOf(cell.answer), cell.base, cell.other, changeOf(cell)]),
    );
  return (
    <div className="confusion-list" role="grid" aria-label="Mistakes" aria-rowcount={mistakes.length + 1}>
      <div className="confusion-head" role="row">
        <span role="columnheader">Right class → answer</span>
        <span role="columnheader" className="number">
          FP32
        </span>
        <span role="columnheader" className="number">
          {other}
        </span>
        <span role="columnheader" className="number">
          Change
        </span>
        <span role="columnheader">
          <SaveCsv title="Mistakes" name="mistakes" csv={csv} />
        </span>
      </div>
      <div
        ref={scroll}
        className="confusion-rows"
        style={{ height: Math.min(Math.max(1, mistakes.length), SEEN) * ROW }}
        role="rowgroup"
        tabIndex={0}
        aria-label="Mistakes"
        onKeyDown={onKeyDown}
      >
        {mistakes.length === 0 && (
          <div role="row" className="confusion-none muted">
            <span role="gridcell">Neither model makes a mistake here.</span>
          </div>
        )}
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const cell = mistakes[index];
            return (
              cell && (
                <div
                  key={`${cell.label} ${cell.answer}`}
                  className="confusion-row"
                  role="row"
                  aria-rowindex={index + 2}
                  aria-selected={index === at}
                  style={{ top: start }}
                  onClick={() => onChoose(cell)}
                >
                  <Cells cell={cell} nameOf={nameOf} />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cells({ cell, nameOf }: { readonly cell: ConfusionCell; readonly nameOf: (label: number) => string }) {
  const change = changeOf(cell);
  const text = `${nameOf(cell.label)} → ${nameOf(cell.answer)}`;
  return (
    <>
      <span role="rowheader" className="cut" title={text}>
        {nameOf(cell.label)} <span className="muted">→</span> {nameOf(cell.answer)}
      </span>
      <span role="gridcell" className="number">
        {count(cell.base)}
      </span>
      <span role="gridcell" className="number">
        {count(cell.other)}
      </span>
      <span role="gridcell" className="number" data-tone={change > 0 ? "harm" : change < 0 ? "gain" : "none"}>
        {changeText(change)}
      </span>
    </>
  );
}
