import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useStudio } from "./store.ts";

/** Stops every running job. What was finished stays. */
export function useStop(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    useStudio.getState().stop();
    void client.cancelQueries();
  }, [client]);
}
