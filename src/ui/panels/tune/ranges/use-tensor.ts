/** @file The tensor that the ranges are about, kept on screen while a new one is worked out. */
import { useState } from "react";
import type { LayerRow, TensorView } from "../../../../jobs/protocol.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import type { TensorKind } from "../../../../state/slices/view.ts";
import { useStudio } from "../../../../state/store.ts";

export interface ShownTensor {
  /** Null before the first answer about this tensor. */
  readonly view: TensorView | null;
  /** The view is of an earlier recipe or calibration. */
  readonly stale: boolean;
  readonly error: Error | null;
  /** There is nothing to show: the recipe observes nothing. */
  readonly unseen: boolean;
  readonly retry: () => void;
}

export function useTensor(layer: LayerRow, kind: TensorKind): ShownTensor {
  const { inputs, calibrate, calibrates, quantize } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const name = kind === "weight" ? layer.weight : layer.activation;
  const seen = kind === "weight" || calibrate.isSuccess;
  const ready = inputs !== null && name !== null && seen && quantize.data !== undefined;
  const tensor = useJob(ready ? jobs.tensor(inputs, recipe, name, kind) : null, { keep: true });
  const [last, setLast] = useState<TensorView | null>(null);
  if (tensor.data && tensor.data !== last) setLast(tensor.data);
  const fits = (view: TensorView | null | undefined) => (view?.name === name && view?.kind === kind ? view : null);
  return {
    view: fits(tensor.data) ?? fits(last),
    stale: tensor.data === undefined || tensor.isPlaceholderData,
    error: tensor.error,
    unseen: kind === "activation" && !calibrates,
    retry: () => void tensor.refetch(),
  };
}
