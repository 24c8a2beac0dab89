/** The segment of samples that were added as hard cases, and the folder that their ids begin with. */
export const HARD_CASES = "hard cases";
