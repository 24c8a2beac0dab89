import { Button } from "@mantine/core";
import { IconVersions } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { DEVICES } from "../../../../core/evaluate/device/devices.ts";
import { mainOf } from "../../../../core/evaluate/main-score.ts";
import type { MetricName } from "../../../../core/evaluate/metric.ts";
import { type Budget, maxBytes, unitOf } from "../../../../state/budget/budget.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { useStudio } from "../../../../state/store.ts";
import { useBench } from "../../../../state/variants/use-bench.ts";
import { useCurrentVariant } from "../../../../state/variants/use-variants.ts";
import type { Variant } from "../../../../state/variants/variant.ts";
import { Pareto } from "../../../charts/Pareto.tsx";
import { costAxis, costOf, deviceLimit, scoreAxis } from "../../../charts/pareto-data.ts";
import { Empty } from "../../../parts/Empty.tsx";
import { count } from "../../../parts/format.ts";
import { CompareFile } from "../../check/CompareFile.tsx";
import { BY_SIZE, type CostChoice, CostPicker } from "./CostPicker.tsx";
import { paretoPoints } from "./pareto-points.ts";
import { SideBySide } from "./SideBySide.tsx";
import { metricOf, variantRows, type VariantRow } from "./variant-rows.ts";
import { useRunningCosts } from "./use-running-costs.ts";
import { VariantTable } from "./VariantTable.tsx";

/** Everything that was measured: as a plot of size against accuracy, as a table, and side by side. */
export function VariantsView() {
  const rows = useRows();
  const [selected, setSelected] = useState<string | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const current = useCurrentVariant();
  const metric = metricOf(rows);
  const onTick = (id: string) =>
    setTicked((before) => new Set(before.has(id) ? [...before].filter((other) => other !== id) : [...before, id]));
  const compared = rows.filter(({ variant }) => ticked.has(variant.id));
  if (rows.length === 0) return <NothingYet />;
  return (
    <div className="variants">
      <Plot rows={rows} selected={selected} current={current?.id ?? null} onSelect={setSelected} />
      <Kept rows={rows} metric={metric} selected={selected} ticked={ticked} onTick={onTick} />
      {compared.length > 1 && <SideBySide rows={compared} onClose={() => setTicked(new Set())} />}
      <CompareFile />
    </div>
  );
}

function useRows(): readonly VariantRow[] {
  const { model } = useFlow();
  const bench = useBench();
  const variants = useStudio((s) => s.variants);
  const budget = useStudio((s) => s.budget);
  const float = model.data?.card.bytes ?? NaN;
  return useMemo(() => variantRows(variants, { bench, budget, float }), [variants, bench, budget, float]);
}

function NothingYet() {
  return (
    <div className="variants">
      <Empty icon={<IconVersions size={28} stroke={1.5} />} title="No variants yet">
        Each recipe that is measured is kept here, with what was changed and what came of it. Quantize and measure one.
      </Empty>
      <CompareFile />
    </div>
  );
}

interface PlotProps {
  readonly rows: readonly VariantRow[];
  readonly selected: string | null;
  readonly current: string | null;
  readonly onSelect: (id: string) => void;
}

/** Of the budget, or the flash of a device that it must fit: the smaller one. */
function sizeLimit(budget: Budget, float: number | undefined): number | null {
  const flash = budget.devices.flatMap(({ cost, device }) => (cost === "fit" ? (device.flash ?? []) : []));
  const size = float === undefined ? null : maxBytes(budget, float);
  const all = [...flash, ...(size === null ? [] : [size])];
  return all.length === 0 ? null : Math.min(...all);
}

/** Where the budget lies on the axis of the score; null while FP32's own is not known to take a share of. */
function leastGain(budget: Budget, metric: MetricName, variants: readonly Variant[]): number | null {
  if (unitOf(budget, metric) === "points") return -budget.maxDrop;
  const mains = variants.map(({ comparison }) => mainOf(comparison));
  const whole = mains.find((main) => main?.metric.id === metric.id)?.base.value;
  return whole === undefined ? null : (-budget.maxDrop * Math.abs(whole)) / 100;
}

/** Only what was measured on the samples that are open now lies on one axis. */
function Plot({ rows, ...shared }: PlotProps) {
  const { model } = useFlow();
  const budget = useStudio((s) => s.budget);
  const float = model.data?.card.bytes;
  const shown = useMemo(() => rows.filter(({ isComparable }) => isComparable).map(({ variant }) => variant), [rows]);
  const metric = metricOf(rows);
  const axis = useMemo(() => scoreAxis(metric), [metric]);
  const own = useStudio((s) => s.ownDevices);
  const devices = useMemo(() => [...DEVICES, ...own], [own]);
  const [{ cost, device }, setAxis] = useState<CostChoice>(BY_SIZE);
  const estimated = cost === "size" ? null : (devices.find(({ id }) => id === device) ?? DEVICES[0] ?? null);
  const { costs, isFetching } = useRunningCosts(shown, estimated);
  const all = useMemo(
    () => (float === undefined ? [] : paretoPoints(shown, { bytes: float, axis, ...(costs && { running: costs }) })),
    [shown, float, axis, costs],
  );
  const points = useMemo(() => all.filter((point) => Number.isFinite(costOf(point, cost))), [all, cost]);
  const limits = useMemo(() => {
    const limited = cost === "size" ? sizeLimit(budget, float) : deviceLimit(budget.devices, cost, device);
    return { cost: limited, score: metric === null ? budget.minAgreement : leastGain(budget, metric, shown) };
  }, [budget, float, metric, shown, cost, device]);
  const title =
    device === "" || estimated === null ? {} : { costTitle: `${costAxis(cost).title}, on ${estimated.title}` };
  if (all.length < 2) return null;
  return (
    <>
      <CostPicker
        devices={devices}
        value={{ cost, device }}
        absent={all.filter((point) => !points.includes(point)).map(({ name }) => name)}
        isFetching={isFetching}
        onChange={setAxis}
      />
      {points.length > 1 && <Pareto points={points} cost={cost} {...title} axis={axis} limits={limits} {...shared} />}
    </>
  );
}

interface KeptProps {
  readonly rows: readonly VariantRow[];
  readonly metric: MetricName | null;
  readonly selected: string | null;
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (id: string) => void;
}

/** The table with the last deletion, which can be taken back. */
function Kept(props: KeptProps) {
  const current = useCurrentVariant();
  const variants = useStudio((s) => s.variants);
  const remove = useStudio((s) => s.deleteVariant);
  const restore = useStudio((s) => s.restoreVariants);
  const [deleted, setDeleted] = useState<{ readonly variant: Variant; readonly all: readonly Variant[] } | null>(null);
  const onDelete = (variant: Variant) => {
    setDeleted({ variant, all: variants });
    remove(variant.id);
  };
  const isGone = deleted !== null && !variants.includes(deleted.variant);
  const putBack = () => {
    if (deleted) restore([...deleted.all, ...variants.filter((v) => !deleted.all.some(({ id }) => id === v.id))]);
    setDeleted(null);
  };
  return (
    <>
      <VariantTable {...props} current={current?.id ?? null} onDelete={onDelete} />
      <div className="variant-foot muted small" role="status">
        {isGone ? (
          <>
            <span>“{deleted.variant.name}” was deleted.</span>
            <Button variant="default" size="compact-xs" onClick={putBack}>
              Put it back
            </Button>
          </>
        ) : (
          <span>
            {count(variants.length)} {variants.length === 1 ? "variant" : "variants"} · tick two or more to compare them
            side by side
          </span>
        )}
      </div>
    </>
  );
}
