/**
 * @file One face for everything that carries messages: a browser Worker, a worker's global scope,
 * a MessagePort, and `worker_threads` of Node (whose Worker is an EventEmitter without addEventListener).
 */

export interface PortLike {
  postMessage(message: unknown): void;
  // The listener types of the browser and of Node cannot be joined; `Target` below is what they share.
  readonly addEventListener?: unknown;
  readonly on?: unknown;
  start?(): void;
  close?(): void;
  terminate?(): unknown;
}

export interface Handlers {
  readonly onMessage: (data: unknown) => void;
  /** The other side is gone and will not answer; `message` is what the platform said. */
  readonly onDeath: (message: string) => void;
}

/** Listens until the returned function is called. */
export function listen(port: PortLike, handlers: Handlers): () => void {
  const target = port as Target;
  const stop = port.addEventListener === undefined ? listenEmitter(target, handlers) : listenEvents(target, handlers);
  port.start?.();
  return stop;
}

/** Ends a worker, or closes a port. */
export function end(port: PortLike): void {
  if (port.terminate !== undefined) void port.terminate();
  else port.close?.();
}

type Listener = (value: never) => void;
type Listen = (type: string, listener: Listener) => void;

interface Target extends PortLike {
  readonly addEventListener: Listen;
  readonly removeEventListener: Listen;
  readonly on: Listen;
  readonly off: Listen;
}

function listenEvents(port: Target, { onMessage, onDeath }: Handlers): () => void {
  const table: readonly (readonly [string, Listener])[] = [
    ["message", (event: { data: unknown }) => onMessage(event.data)],
    ["error", (event: { message?: string }) => onDeath(event.message || "it could not be started")],
    ["messageerror", () => onDeath("a message could not be read")],
    ["close", () => onDeath("the port was closed")],
  ];
  for (const [type, listener] of table) port.addEventListener(type, listener);
  return () => {
    for (const [type, listener] of table) port.removeEventListener(type, listener);
  };
}

function listenEmitter(port: Target, { onMessage, onDeath }: Handlers): () => void {
  const table: readonly (readonly [string, Listener])[] = [
    ["message", (data: unknown) => onMessage(data)],
    ["error", (error: Error) => onDeath(error.message)],
    ["messageerror", () => onDeath("a message could not be read")],
    ["exit", (code: number) => onDeath(`it left with code ${code}`)],
  ];
  for (const [type, listener] of table) port.on(type, listener);
  return () => {
    for (const [type, listener] of table) port.off(type, listener);
  };
}
