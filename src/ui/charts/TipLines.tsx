/** The lines of a chart's tooltip; the first says what, in bold. */
export function TipLines({ lines: [head, ...rest] }: { readonly lines: readonly string[] }) {
  return (
    <>
      <div className="strong">{head}</div>
      {rest.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </>
  );
}
