/** @file What every view of a sample's answers is given. */
import type { SampleResult } from "../../../../core/evaluate/evaluation.ts";
import type { VariantName } from "../../../../state/variant-name.ts";

export interface AnswersProps {
  /** By id. */
  readonly sample: string;
  /** Of the variant. */
  readonly name: VariantName;
  /** Of FP32 and of the variant; undefined while not measured. */
  readonly before: SampleResult | undefined;
  readonly after: SampleResult | undefined;
  /** Class names by index. */
  readonly classes: readonly string[];
}
