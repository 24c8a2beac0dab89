import { Button } from "@mantine/core";
import { Fragment } from "react";
import { chipText, VariantChip } from "../../../parts/Chip.tsx";
import { sideBySide } from "./side-by-side-data.ts";
import type { VariantRow } from "./variant-rows.ts";

export interface SideBySideProps {
  /** Two or more. */
  readonly rows: readonly VariantRow[];
  readonly onClose: () => void;
}

/** Chosen variants in columns: settings that differ, results, segments. The best of a line is bold. */
export function SideBySide({ rows, onClose }: SideBySideProps) {
  const groups = sideBySide(rows);
  return (
    <section aria-label="Side by side">
      <div className="spread">
        <h2 className="inspector-title">Side by side</h2>
        <Button variant="subtle" size="compact-sm" onClick={onClose}>
          Untick all
        </Button>
      </div>
      <div className="side-by-side" tabIndex={0} role="group" aria-label="Compared variants">
        <table className="plain" aria-label="Compared variants">
          <thead>
            <tr>
              <th scope="col">
                <span className="visually-hidden">What</span>
              </th>
              {rows.map(({ variant }) => (
                <th key={variant.id} scope="col" title={variant.name}>
                  <VariantChip name={variant.layers} />
                  {variant.name !== chipText(variant.layers) && ` ${variant.name}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <Fragment key={group.title}>
                <tr>
                  <th scope="rowgroup" colSpan={rows.length + 1}>
                    {group.title}
                  </th>
                </tr>
                {group.rows.map(({ title, cells, best }) => (
                  <tr key={title}>
                    <th scope="row" className="muted">
                      {title}
                    </th>
                    {cells.map((cell, i) => (
                      <td key={rows[i]?.variant.id} className={i === best ? "strong" : undefined}>
                        {cell}
                      </td>
                    ))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
