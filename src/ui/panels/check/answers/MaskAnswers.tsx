import { useMemo, type ReactNode } from "react";
import type { ClassMap } from "../../../../core/evaluate/evaluation.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { FP32, type VariantName } from "../../../../state/variant-name.ts";
import { BlobImage } from "../../../parts/BlobImage.tsx";
import { VariantChip } from "../../../parts/Chip.tsx";
import { NOT_MEASURED, percent, signed } from "../../../parts/format.ts";
import { NumberHead } from "../../../parts/NumberHead.tsx";
import { className } from "../class-name.ts";
import type { AnswersProps } from "./answers.ts";
import { Compared, type Side } from "./Compared.tsx";
import { classColour, classShares, cssColour, differencePixels, maskPixels } from "./mask-colours.ts";
import { PixelCanvas } from "./PixelCanvas.tsx";

/** The classes that both models see, over the picture as the network sees it; what differs; and the label. */
export function MaskAnswers({ sample, name, before, after, classes }: AnswersProps) {
  const { validation, preprocess } = useFlow();
  const preview = useJob(validation.data && preprocess ? jobs.preview(validation.data.hash, sample, preprocess) : null);
  const network = preview.data?.network ?? null;
  const truth = before?.truth?.kind === "mask" ? before.truth.mask : undefined;
  const [one, other] = [before?.mask, after?.mask];
  const different = useMemo(() => (one && other ? differencePixels(one, other) : null), [one, other]);
  const over = (label: string, children: ReactNode) => (
    <div
      className="mask-picture"
      role="img"
      aria-label={label}
      style={{ aspectRatio: `${preprocess?.width ?? 1} / ${preprocess?.height ?? 1}` }}
    >
      {network && <BlobImage blob={network} alt="" />}
      {children}
    </div>
  );
  const side = (of: VariantName, mask: ClassMap | undefined): Side => ({
    title: of.title,
    tag: <VariantChip name={of} />,
    ...(mask === undefined && { caption: "not measured" }),
    picture: over(`${of.title}: the classes of the pixels`, mask && <Mask mask={mask} />),
  });
  const differing = different === null || !one ? null : different.filter((x, i) => i % 4 === 3 && x > 0).length;
  return (
    <div className="stack">
      <Compared
        before={side(FP32, one)}
        after={side(name, other)}
        {...(different &&
          one && {
            difference: (
              <figure className="flat">
                {over(
                  `Where ${name.title} differs from FP32`,
                  <PixelCanvas pixels={different} width={one.width} height={one.height} />,
                )}
                <figcaption className="muted">
                  {percent((100 * (differing ?? 0)) / one.data.length)} of the pixels have another class.
                </figcaption>
              </figure>
            ),
          })}
      />
      {truth && (
        <details>
          <summary>The label</summary>
          {over("The label: the classes of the pixels", <Mask mask={truth} />)}
        </details>
      )}
      {one && other && <Shares before={one} after={other} truth={truth} classes={classes} name={name} />}
    </div>
  );
}

function Mask({ mask }: { readonly mask: ClassMap }) {
  const pixels = useMemo(() => maskPixels(mask), [mask]);
  return <PixelCanvas pixels={pixels} width={mask.width} height={mask.height} />;
}

interface SharesProps {
  readonly before: ClassMap;
  readonly after: ClassMap;
  readonly truth: ClassMap | undefined;
  readonly classes: readonly string[];
  readonly name: VariantName;
}

/** The key to the colours, with what became of each class. */
function Shares({ before, after, truth, classes, name }: SharesProps) {
  const rows = useMemo(() => classShares(before, after, truth), [before, after, truth]);
  const of = ({ before: b, after: a, shares }: (typeof rows)[number]) => (truth ? [b, a] : shares);
  const text = (x: number | null | undefined) => (x === null || x === undefined ? NOT_MEASURED : percent(x));
  return (
    <table className="plain">
      <caption className="muted">{truth ? "IoU with the label, this sample" : "Share of the pixels"}</caption>
      <thead>
        <tr>
          <th scope="col">Class</th>
          <NumberHead>FP32</NumberHead>
          <NumberHead>{name.short}</NumberHead>
          <NumberHead>Change</NumberHead>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const [b, a] = of(row);
          return (
            <tr key={row.index}>
              <th scope="row">
                <span className="swatch" style={{ background: cssColour(classColour(row.index)) }} aria-hidden />{" "}
                {className(classes, row.index)}
              </th>
              <td className="number">{text(b)}</td>
              <td className="number">{text(a)}</td>
              <td className="number">
                {typeof a === "number" && typeof b === "number" ? signed(a - b) : NOT_MEASURED}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
