/** @file Samples that are in the calibration set and in the validation set, or in one set twice: scores on these say less. */

/** Two files with the same bytes. */
export interface SharedSample {
  readonly calibration: string;
  readonly validation: string;
}

/** A file that lies in one set twice. */
export interface RepeatedSample {
  readonly id: string;
  readonly first: string;
}

/** What is wrong with a validation set by its contents. */
export interface Overlap {
  readonly shared: readonly SharedSample[];
  /** Within the validation set. */
  readonly repeated: readonly RepeatedSample[];
}

/**
 * By content, whatever the files are called.
 * @param calibration, validation sample id to the hash of its bytes
 */
export function overlapOf(calibration: ReadonlyMap<string, string>, validation: ReadonlyMap<string, string>): Overlap {
  return { shared: sharedSamples(calibration, validation), repeated: repeatedSamples(validation) };
}

/** Every validation sample that calibration holds, with the first of its names there; in the order of validation. */
function sharedSamples(
  calibration: ReadonlyMap<string, string>,
  validation: ReadonlyMap<string, string>,
): SharedSample[] {
  const known = new Map([...calibration].toReversed().map(([id, hash]) => [hash, id]));
  return [...validation].flatMap(([id, hash]): SharedSample[] => {
    const calibrated = known.get(hash);
    return calibrated === undefined ? [] : [{ calibration: calibrated, validation: id }];
  });
}

/** Samples whose bytes an earlier sample of the set has already: they count twice. */
function repeatedSamples(samples: ReadonlyMap<string, string>): RepeatedSample[] {
  const first = new Map<string, string>();
  return [...samples].flatMap(([id, hash]): RepeatedSample[] => {
    const known = first.get(hash);
    if (known !== undefined) return [{ id, first: known }];
    first.set(hash, id);
    return [];
  });
}

/** One sentence for each kind that was found, with its first sample. @param n validation samples */
export function overlapInWords({ shared, repeated }: Overlap, n: number): string[] {
  const [common] = shared;
  const [twin] = repeated;
  const many = (count: number, one: string, more: string) =>
    count === 1 ? `1 validation sample ${one}` : `${count} validation samples ${more}`;
  return [
    ...(common === undefined
      ? []
      : [
          `${many(shared.length, "is", "are")} also used for calibration (of ${n}), first ${common.validation}: scores on them are too good.`,
        ]),
    ...(twin === undefined
      ? []
      : [
          `${many(repeated.length, "repeats", "repeat")} the bytes of another (of ${n}), first ${twin.id} those of ${twin.first}: they count twice, and intervals are too narrow.`,
        ]),
  ];
}
