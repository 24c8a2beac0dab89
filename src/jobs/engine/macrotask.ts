/** @file Letting the event loop turn: a loop that awaits only microtasks never hears of Stop. */

/** Resolves in a task of its own. `setTimeout` would cost 4 ms each time in a browser. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
