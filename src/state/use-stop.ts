import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useStudio } from "./store.ts";

/** Stops every running job. What was finished stays; a search can go on later. */
export function useStop(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    const { stop, pauseSearch, search } = useStudio.getState();
    stop();
    if (search?.state === "running") pauseSearch();
    void client.cancelQueries();
  }, [client]);
}
