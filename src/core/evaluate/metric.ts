/** @file A score by name. */

/** A score that a task knows. */
export interface MetricName {
  /** Stored in result files: add, never rename. */
  readonly id: string;
  readonly title: string;
  /** `""`: in the unit of the labels, or a plain number. */
  readonly unit: "%" | "dB" | "nat" | "";
  readonly better: "higher" | "lower";
  /** A share of samples that are right: its interval is Wilson's. */
  readonly proportion?: true;
}
