import { useState, type PointerEvent, type ReactNode } from "react";
import { Segmented } from "../../../parts/Segmented.tsx";

/** One of two pictures that are held against each other. */
export interface Side {
  /** Whose it is, in words. */
  readonly title: string;
  /** The same as a chip. */
  readonly tag: ReactNode;
  readonly picture: ReactNode;
  /** A few words below the picture. */
  readonly caption?: string;
}

export interface ComparedProps {
  readonly before: Side;
  readonly after: Side;
  /** Where the two differ, if there is such a picture. */
  readonly difference?: ReactNode;
  /** They are small: both fit beside each other in a narrow place too. */
  readonly small?: boolean;
}

type Layout = "both" | "slider" | "difference";

/** Two pictures of the same size: beside each other, or one over the other with a slider that reveals either. */
export function Compared({ before, after, difference, small = false }: ComparedProps) {
  const [layout, setLayout] = useState<Layout>("both");
  const options = [
    { value: "both", label: "Side by side" },
    { value: "slider", label: "Slider" },
    ...(difference === undefined ? [] : [{ value: "difference", label: "Difference" } as const]),
  ] as const;
  return (
    <div className="stack compared">
      <Segmented label="How the answers are shown" options={options} value={layout} onChange={setLayout} />
      {layout === "slider" && <Slider before={before} after={after} />}
      {layout === "difference" && difference}
      {layout === "both" && (
        <div className={small ? "compared-pair small-pictures" : "compared-pair"}>
          {[before, after].map(({ title, tag, picture, caption }) => (
            <figure key={title}>
              {picture}
              <figcaption className="row">
                {tag}
                {caption !== undefined && <span className="muted">{caption}</span>}
              </figcaption>
            </figure>
          ))}
        </div>
      )}
    </div>
  );
}

function Slider({ before, after }: Pick<ComparedProps, "before" | "after">) {
  const [split, setSplit] = useState(50);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons !== 1) return;
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setSplit(Math.round(Math.min(100, Math.max(0, (100 * (event.clientX - left)) / width))));
  };
  return (
    <div>
      <div className="compared-slider" onPointerDown={drag} onPointerMove={drag}>
        {before.picture}
        <div className="compared-over" style={{ clipPath: `inset(0 0 0 ${split}%)` }}>
          {after.picture}
        </div>
        <i style={{ left: `${split}%` }} aria-hidden />
      </div>
      <div className="compared-control">
        {before.tag}
        <input
          type="range"
          min={0}
          max={100}
          value={split}
          aria-label={`Slider between ${before.title} and ${after.title}`}
          aria-valuetext={`${split} % ${before.title}, ${100 - split} % ${after.title}`}
          onChange={(event) => setSplit(Number(event.currentTarget.value))}
        />
        {after.tag}
      </div>
    </div>
  );
}
