import { create } from "zustand";

/** Which of the two overlays is open. */
export const useOverlay = create<{ readonly open: "finder" | "shortcuts" | null }>()(() => ({ open: null }));

export const openFinder = () => useOverlay.setState({ open: "finder" });
export const openShortcuts = () => useOverlay.setState({ open: "shortcuts" });
export const closeOverlay = () => useOverlay.setState({ open: null });
