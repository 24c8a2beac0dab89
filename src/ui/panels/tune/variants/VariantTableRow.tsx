import { ActionIcon, Checkbox, TextInput } from "@mantine/core";
import { IconArrowBackUp, IconEye, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import type { Estimate } from "../../../../core/evaluate/evaluation.ts";
import { lostOf } from "../../../../core/evaluate/main-score.ts";
import type { MetricName } from "../../../../core/evaluate/metric.ts";
import { useStudio } from "../../../../state/store.ts";
import type { Variant } from "../../../../state/variants/variant.ts";
import { chipText, VariantChip } from "../../../parts/Chip.tsx";
import { bytes, decibel, NOT_MEASURED } from "../../../parts/format.ts";
import { changeNumber, scoreText, spreadText } from "../../check/score-text.ts";
import type { VariantTableProps } from "./VariantTable.tsx";
import { scoreIn, type VariantRow } from "./variant-rows.ts";

export interface VariantTableRowProps extends Omit<VariantTableProps, "rows"> {
  readonly row: VariantRow;
}

/** One variant: what it is, what it brought, and what can be done with it. */
export function VariantTableRow({ row, metric, current, selected, ticked, onTick, onDelete }: VariantTableRowProps) {
  const { variant, from, changed, verdict, isComparable } = row;
  const { id, name, comparison } = variant;
  const isCurrent = id === current;
  const [draft, setDraft] = useState<string | null>(null);
  const { agreement, sqnr } = comparison;
  const score = metric === null ? undefined : scoreIn(row, metric);
  return (
    <tr
      aria-current={isCurrent || undefined}
      data-selected={id === selected || undefined}
      data-other={!isComparable || undefined}
      title={isComparable ? undefined : "Measured on other samples or with other preprocessing: not comparable."}
    >
      <td>
        <Checkbox size="xs" checked={ticked.has(id)} onChange={() => onTick(id)} aria-label={`Compare ${name}`} />
      </td>
      <NameCell variant={variant} isCurrent={isCurrent} draft={draft} onDraft={setDraft} />
      <td data-column="from" className="muted">
        {from}
      </td>
      <td className="changed cut muted" title={`from ${from}: ${changed}`}>
        {changed}
      </td>
      <td className="number">{bytes(variant.bytes)}</td>
      <td className="number strong">
        <Score estimate={metric === null ? agreement : score?.other} unit={metric?.unit ?? "%"} />
      </td>
      {metric !== null && (
        <td className={score && lostOf(score).lo > 0 ? "number harm" : "number"}>
          {score ? (
            <>
              {changeNumber(score.change.value, metric.unit)}{" "}
              <span className="muted small">{spreadText(score.change, metric.unit)}</span>
            </>
          ) : (
            NOT_MEASURED
          )}
        </td>
      )}
      <td data-column="sqnr" className="number">
        {Number.isFinite(sqnr.value) ? decibel(sqnr.value) : NOT_MEASURED}
      </td>
      <td>
        <span className="chip" data-level={verdict.level} title={verdict.sentence}>
          {verdict.chip}
        </span>
      </td>
      <td>
        <Actions variant={variant} isCurrent={isCurrent} onRename={() => setDraft(variant.name)} onDelete={onDelete} />
      </td>
    </tr>
  );
}

interface ScoreProps {
  readonly estimate: Estimate | undefined;
  readonly unit: MetricName["unit"];
}

function Score({ estimate, unit }: ScoreProps) {
  if (estimate === undefined) return NOT_MEASURED;
  return (
    <>
      {scoreText(estimate.value, unit)} <span className="muted small">{spreadText(estimate, unit)}</span>
    </>
  );
}

interface NameCellProps {
  readonly variant: Variant;
  readonly isCurrent: boolean;
  /** What is typed; null while it is not renamed. */
  readonly draft: string | null;
  readonly onDraft: (draft: string | null) => void;
}

/** The name, or the field to change it. A name that only repeats the chip is not said twice. */
function NameCell({ variant, isCurrent, draft, onDraft: setDraft }: NameCellProps) {
  const { id, name, layers } = variant;
  const rename = useStudio((s) => s.renameVariant);
  const commit = () => {
    if (draft !== null) rename(id, draft);
    setDraft(null);
  };
  return (
    <th scope="row">
      <span className="variant-name">
        <VariantChip name={layers} />
        {draft === null ? (
          <>
            {name !== chipText(layers) && (
              <span className={isCurrent ? "cut strong" : "cut"} title={name}>
                {name}
              </span>
            )}
            {isCurrent && <span className="muted small">now</span>}
          </>
        ) : (
          <TextInput
            aria-label={`Name of ${name}`}
            autoFocus
            maxLength={60}
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
            onFocus={(event) => event.currentTarget.select()}
            onBlur={commit}
            onKeyDown={(event) => {
              if (event.key === "Enter") commit();
              if (event.key === "Escape") setDraft(null);
            }}
          />
        )}
      </span>
    </th>
  );
}

interface ActionsProps {
  readonly variant: Variant;
  readonly isCurrent: boolean;
  readonly onRename: () => void;
  readonly onDelete: (variant: Variant) => void;
}

function Actions({ variant, isCurrent, onRename, onDelete }: ActionsProps) {
  const { id, name, source } = variant;
  const goBack = useStudio((s) => s.goBack);
  const goTo = useStudio((s) => s.goTo);
  const isFile = source.kind === "file";
  const show = () => {
    goBack(id);
    if (isFile) goTo("check");
  };
  return (
    <span className="variant-actions">
      <ActionIcon
        aria-label={isFile ? `Show ${name} on Check` : `Go back to ${name}`}
        data-help={isFile ? "Show its results on Check" : "Go back to this recipe; can be undone"}
        disabled={isCurrent}
        onClick={show}
      >
        {isFile ? <IconEye size={16} /> : <IconArrowBackUp size={16} />}
      </ActionIcon>
      <ActionIcon aria-label={`Rename ${name}`} data-help="Rename" onClick={onRename}>
        <IconPencil size={15} />
      </ActionIcon>
      <ActionIcon aria-label={`Delete ${name}`} data-help="Delete this variant" onClick={() => onDelete(variant)}>
        <IconTrash size={15} />
      </ActionIcon>
    </span>
  );
}
