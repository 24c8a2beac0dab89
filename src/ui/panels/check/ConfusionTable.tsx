import { useMemo, useState } from "react";
import { changeOf, type ConfusionCell } from "../../../core/evaluate/classification/confusion.ts";
import { changeText, type MatrixView } from "../../charts/confusion-data.ts";

export interface ConfusionTableProps {
  readonly cells: readonly ConfusionCell[];
  readonly labels: readonly number[];
  readonly view: MatrixView;
  readonly nameOf: (label: number) => string;
}

/** The drawn numbers as a table; made when it is asked for. */
export function ConfusionTable(props: ConfusionTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {open && <Numbers {...props} />}
    </details>
  );
}

function Numbers({ cells, labels, view, nameOf }: ConfusionTableProps) {
  const texts = useMemo(() => {
    const text = (cell: ConfusionCell) => (view === "change" ? changeText(changeOf(cell)) : String(cell[view]));
    return new Map(cells.map((cell) => [`${cell.label} ${cell.answer}`, text(cell)]));
  }, [cells, view]);
  return (
    <table className="plain confusion-numbers">
      <thead>
        <tr>
          <th scope="col">Right class</th>
          {labels.map((answer) => (
            <th key={answer} scope="col" className="number">
              {nameOf(answer)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((label) => (
          <tr key={label}>
            <th scope="row">{nameOf(label)}</th>
            {labels.map((answer) => (
              <td key={answer} className="number">
                {texts.get(`${label} ${answer}`) ?? "0"}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
