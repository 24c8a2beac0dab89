/** @file Samples that are in the calibration set and in the validation set: scores on these are too good. */

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

/**
 * By content, whatever the files are called.
 * @param calibration, validation sample id to the hash of its bytes
 * @returns every validation sample that calibration holds, with the first of its names there; in the order of validation
 */
export function sharedSamples(
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
export function repeatedSamples(samples: ReadonlyMap<string, string>): RepeatedSample[] {
  const first = new Map<string, string>();
  return [...samples].flatMap(([id, hash]): RepeatedSample[] => {
    const known = first.get(hash);
    if (known !== undefined) return [{ id, first: known }];
    first.set(hash, id);
    return [];
  });
}

/** One sentence for the report; null when the sets share nothing. */
export function sharedInWords(shared: readonly SharedSample[], validation: number): string | null {
  const [first] = shared;
  if (first === undefined) return null;
  const count = shared.length === 1 ? "1 validation sample is" : `${shared.length} validation samples are`;
  return `${count} also used for calibration (of ${validation}), first ${first.validation}: scores on them are too good.`;
}
