/** @file Charts and lists are drawn one after the other, each in a task of its own, so that they never add up to a long one. */

type Draw = () => void;

const waiting: Draw[] = [];
let scheduled = false;

/** Calls `draw` in a later task, after everything that was queued before. Returns a function that takes it back. */
export function queueTurn(draw: Draw): () => void {
  waiting.push(draw);
  schedule();
  return () => {
    const at = waiting.indexOf(draw);
    if (at >= 0) waiting.splice(at, 1);
  };
}

function schedule(): void {
  if (scheduled || waiting.length === 0) return;
  scheduled = true;
  setTimeout(() => {
    scheduled = false;
    waiting.shift()?.();
    schedule();
  });
}
