/** @file Shape of a typed worker protocol: job name -> request, progress, result. */
export type Api = Record<string, { request: unknown; progress: unknown; result: unknown }>;

export interface CallOptions<P> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: P) => void;
}

/** `call("calibrate", request, { signal, onProgress })`. */
export type Call<A extends Api> = <K extends keyof A & string>(
  job: K,
  request: A[K]["request"],
  options?: CallOptions<A[K]["progress"]>,
) => Promise<A[K]["result"]>;
