import { create } from "zustand";

/** Which of the overlays is open. */
export const useOverlay = create<{ readonly open: "finder" | "shortcuts" | "pins" | null }>()(() => ({ open: null }));

export const openFinder = () => useOverlay.setState({ open: "finder" });
export const openShortcuts = () => useOverlay.setState({ open: "shortcuts" });
export const openPins = () => useOverlay.setState({ open: "pins" });
export const closeOverlay = () => useOverlay.setState({ open: null });
