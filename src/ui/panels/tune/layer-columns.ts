/** @file Columns of the layer table: what is shown and what sorting reads. */
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_text,
  tableFeatures,
} from "@tanstack/react-table";
import type { Fate } from "../../../core/fusion/fusion-map.ts";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { runsAs } from "./runs-as.ts";

export interface NumberedLayer extends LayerRow {
  /** How it runs; null while that is not known. */
  readonly fate: Fate | null;
  /** Share of the error at the network's output, 0..1; null when not known. */
  readonly impact: number | null;
  /** Position in the network, from 1. */
  readonly position: number;
}

export const layerFeatures = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { text: sortFn_text },
});

const helper = createColumnHelper<typeof layerFeatures, NumberedLayer>();
const last = { sortUndefined: "last" } as const;

export const LAYER_COLUMNS = helper.columns([
  helper.accessor("position", { header: "#" }),
  helper.accessor("name", { header: "Layer", sortFn: "text" }),
  helper.accessor("op", { header: "Op", sortFn: "text" }),
  helper.accessor((row) => sizeOfShape(row.shape), { id: "shape", header: "Output", sortDescFirst: true, ...last }),
  helper.accessor("precision", { header: "Bits", sortFn: "text" }),
  helper.accessor((row) => (row.fate ? runsAs(row.fate) : undefined), {
    id: "runs",
    header: "Runs as",
    sortFn: "text",
    ...last,
  }),
  helper.accessor("parameters", { header: "Params", sortDescFirst: true }),
  helper.accessor((row) => row.bytes.before, { id: "bytes", header: "Weights", sortDescFirst: true }),
  helper.accessor((row) => row.impact ?? undefined, { id: "impact", header: "Impact", sortDescFirst: true, ...last }),
  helper.accessor((row) => row.sqnr ?? undefined, { id: "sqnr", header: "Own SQNR", sortDescFirst: false, ...last }),
  helper.accessor((row) => row.clipped ?? undefined, {
    id: "clipped",
    header: "Clipped",
    sortDescFirst: true,
    ...last,
  }),
  helper.accessor("pinned", {
    header: "Pin",
    sortDescFirst: true,
    sortFn: (a, b) => Number(a.original.pinned) - Number(b.original.pinned),
  }),
]);

export const COLUMN_HELP: Readonly<Record<string, string>> = {
  position: "Position in the network.",
  name: "Node name in the prepared model.",
  shape: "Shape of the output for one sample.",
  precision: "Precision the layer computes in.",
  runs: GLOSSARY.runsAs,
  bytes: "Bytes of weights and bias, before and after.",
  sqnr: GLOSSARY.layerSqnr,
  impact: GLOSSARY.impact,
  clipped: GLOSSARY.clipped,
  pinned: "Give this layer a precision of its own (P: FP32).",
};

/** Elements of a shape; undefined when a size is not known. */
function sizeOfShape(shape: LayerRow["shape"]): number | undefined {
  return shape.every((d) => typeof d === "number") ? shape.reduce((a, b) => a * b, 1) : undefined;
}
