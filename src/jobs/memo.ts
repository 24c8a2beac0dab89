/** @file Answers kept by key, the least recently used forgotten first. */

export interface Memo<V> {
  /** The kept answer, the one being made, or a new one made by `make`. Failures are not kept. */
  readonly get: (key: string, make: () => Promise<V>, signal?: AbortSignal) => Promise<V>;
  /** The answer if it is there already. */
  readonly peek: (key: string) => V | undefined;
  readonly put: (key: string, value: V) => void;
}

/** @param limit how many answers are kept */
export function createMemo<V>(limit: number): Memo<V> {
  const kept = new Map<string, V>();
  const making = new Map<string, Promise<V>>();
  const peek = (key: string) => {
    const value = kept.get(key);
    if (value === undefined) return undefined;
    kept.delete(key);
    kept.set(key, value); // most recently used goes last
    return value;
  };
  const put = (key: string, value: V) => {
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > limit) kept.delete(kept.keys().next().value as string);
  };
  const start = (key: string, make: () => Promise<V>) => {
    const promise = make()
      .then((value) => (put(key, value), value))
      .finally(() => making.delete(key));
    making.set(key, promise);
    return promise;
  };
  const get = async (key: string, make: () => Promise<V>, signal?: AbortSignal): Promise<V> => {
    const value = peek(key);
    if (value !== undefined) return value;
    const other = making.get(key);
    if (other === undefined) return start(key, make);
    try {
      return await (signal === undefined ? other : unlessAborted(other, signal));
    } catch (error) {
      // Whoever started it was stopped; this caller was not.
      if (isAbort(error) && signal?.aborted === false) return get(key, make, signal);
      throw error;
    }
  };
  return { get, peek, put };
}

/** The promise, or the signal's reason as soon as it is aborted: what others wait for must run on. */
function unlessAborted<V>(promise: Promise<V>, signal: AbortSignal): Promise<V> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
