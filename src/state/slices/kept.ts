import type { Slice } from "../store.ts";

/** How the project is kept over a reload. `refused` and `too-large` come with the reason in words. */
export type Keeping =
  | { readonly state: "waiting" | "writing" | "kept" }
  | { readonly state: "refused" | "too-large"; readonly why: string };

/** Which kept project this is, and how keeping it goes. */
export interface KeptSlice {
  /** Null while there is nothing to keep. */
  readonly projectId: string | null;
  readonly keeping: Keeping;
  /** It was opened as an earlier visit left it. */
  readonly isReopened: boolean;
  setKeeping(keeping: Keeping): void;
}

export const NOT_KEPT = { projectId: null, keeping: { state: "waiting" }, isReopened: false } as const;

/** A project of its own, kept apart from all others. */
export function newProject(id = freshId()): Pick<KeptSlice, "projectId" | "keeping" | "isReopened"> {
  return { projectId: id, keeping: { state: "waiting" }, isReopened: false };
}

export const keptSlice: Slice<KeptSlice> = (set) => ({
  ...NOT_KEPT,
  setKeeping: (keeping) => set(() => ({ keeping })),
});

/** Unlike any other in this browser; `crypto.randomUUID` is missing on pages without TLS. */
function freshId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}
