/** A tensor, node or file name in monospace, cut in the middle when there is no room, whole on hover. */
export function Name({ text, tail = 16 }: { readonly text: string; readonly tail?: number }) {
  const cut = Math.max(0, text.length - tail);
  return (
    <span className="name" title={text}>
      <span>{text.slice(0, cut)}</span>
      <span>{text.slice(cut)}</span>
    </span>
  );
}
