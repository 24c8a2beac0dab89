/**
 * @file The database of this browser: projects with their sources, variants and searches. Loaded when it is first
 * needed; nothing of it is on the way to the first screen. Versions: add tables and fields, never rename.
 */
import { Dexie, type EntityTable, type Table } from "dexie";
import type { Evaluation } from "../../core/evaluate/evaluation.ts";
import type { Recipe } from "../../core/recipe.ts";
import type { Preprocess } from "../../core/samples/preprocess-spec.ts";
import type { Budget } from "../budget/budget.ts";
import type { CheckSlice } from "../slices/check.ts";
import type { MeasuredTimes } from "../slices/devices.ts";
import type { FinishedStudy } from "../slices/sensitivity.ts";
import type { Place, TuneViewId } from "../slices/view.ts";
import type { History } from "../history.ts";
import type { Bench, Variant } from "../variants/variant.ts";

/** Files that were dropped together; the blobs are rows of `files`. */
export interface KeptDrop {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly file: number }[];
}

/** A project without what it measured: small, and written with every change. */
export interface KeptProject {
  readonly id: string;
  readonly name: string;
  /** When it was last changed, ms since 1970. */
  readonly at: number;
  /** Of the model's file. */
  readonly bytes: number;
  readonly variants: number;
  readonly model: KeptDrop;
  readonly calibration: KeptDrop | null;
  readonly validation: KeptDrop | null;
  /** Younger than the first version: rows without it have none. */
  readonly hardCases?: KeptDrop | null;
  readonly recipes: History<Recipe>;
  readonly preprocess: Preprocess | null;
  readonly suggested: Partial<Preprocess> | null;
  readonly budget: Budget;
  readonly last: string | null;
  readonly trusted: boolean;
  readonly place: Place;
  readonly tuneView: TuneViewId;
  /** What is scored, tags and gates; rows of before it was kept have nothing chosen. */
  readonly checks?: KeptChecks;
  /** Times that were measured on devices. */
  readonly measuredTimes?: readonly MeasuredTimes[];
}

/** What the user chose for the checks. */
export type KeptChecks = Pick<CheckSlice, "task" | "made" | "pattern" | "gates" | "overruled">;

/** Bytes of one dropped file. */
export interface KeptFile {
  readonly id: number;
  readonly project: string;
  readonly blob: Blob;
}

/** An evaluation with the outputs of all samples in one array; null where they were too large to keep. */
export interface PackedEvaluation {
  readonly evaluation: Evaluation;
  readonly outputs: Float32Array | null;
  /** Values of each sample's output. */
  readonly lengths: readonly number[];
  /** Detections of all samples, six numbers each, and how many each sample has; -1 where it has no list. */
  readonly found?: { readonly counts: readonly number[]; readonly boxes: Float64Array };
  /** Boxes that are marked, seven numbers each, and the width and height of each image. */
  readonly marked?: {
    readonly counts: readonly number[];
    readonly sizes: readonly number[];
    readonly boxes: Float64Array;
  };
  /** Of each sample the seed, and for each of `outputs` how many values it has and where the largest is; NaN where none is large. */
  readonly sketches?: { readonly outputs: number; readonly numbers: Float64Array };
}

export interface KeptVariant {
  readonly project: string;
  readonly id: string;
  readonly variant: Omit<Variant, "evaluation">;
  readonly packed: PackedEvaluation;
}

/** FP32's own answers, which every variant is compared with. */
export interface KeptBaseline {
  readonly project: string;
  readonly bench: Bench;
  readonly packed: PackedEvaluation;
}

/** The last sensitivity report of a project. */
export interface KeptStudy {
  readonly project: string;
  readonly study: FinishedStudy;
}

/** A search as far as it got, written by whoever runs it. */
export interface KeptSearch {
  readonly project: string;
  readonly id: string;
  readonly state: string;
  readonly json: string;
}

export class Database extends Dexie {
  declare readonly projects: EntityTable<KeptProject, "id">;
  declare readonly files: EntityTable<KeptFile, "id">;
  declare readonly variants: Table<KeptVariant, [project: string, id: string]>;
  declare readonly baselines: EntityTable<KeptBaseline, "project">;
  declare readonly studies: EntityTable<KeptStudy, "project">;
  declare readonly searches: Table<KeptSearch, [project: string, id: string]>;

  constructor(name = "qstudio") {
    super(name);
    this.version(1).stores({
      projects: "id, at",
      files: "++id, project",
      variants: "[project+id], project",
      baselines: "project",
      searches: "[project+id], project",
    });
    this.version(2).stores({ studies: "project" });
  }
}

let opened: Database | null = null;

/** The one database of the page. */
export function database(): Database {
  opened ??= new Database();
  return opened;
}
