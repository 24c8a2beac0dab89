import { NativeSelect } from "@mantine/core";
import { IconEqual } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { VariantName } from "../../../state/variant-name.ts";
import { count, percent } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import type { Changed } from "./changed.ts";
import { className } from "./class-name.ts";
import { FlipGrid } from "./FlipGrid.tsx";

const KINDS = ["all", "lost", "won", "moved"] as const;
type Kind = (typeof KINDS)[number];

const MEANING: Readonly<Record<Kind, string>> = {
  all: "Samples whose best class, whose objects or whose score differ from FP32",
  lost: "FP32 was right, the variant is wrong; of detectors, more objects lost than found anew; of scores, more than 5 % lost",
  won: "FP32 was wrong, the variant is right; of detectors, more objects found anew than lost; of scores, more than 5 % won",
  moved: "Neither is right, there is no label, or the score hardly changed",
};

export interface FlipsPanelProps {
  /** The worst first. */
  readonly flips: readonly Changed[];
  /** Samples compared. */
  readonly n: number;
  /** Of the variant that was compared. */
  readonly name: VariantName;
  readonly classes: readonly string[];
  /** Segments that were made beside those of the samples, with their members. */
  readonly made: readonly { readonly name: string; readonly samples: readonly string[] }[];
}

/** Every sample whose answer changed, with both answers: what a percentage means in pictures. */
export function FlipsPanel({ flips, n, name, classes, made }: FlipsPanelProps) {
  const [kind, setKind] = useState<Kind>("all");
  const [segment, setSegment] = useState("");
  const [label, setLabel] = useState("");
  const segments = useMemo(
    () => [...new Set([...flips.flatMap((f) => f.segment ?? []), ...made.map((m) => m.name)])].sort(),
    [flips, made],
  );
  const labels = useMemo(() => [...new Set(flips.flatMap((f) => f.labels))].sort((a, b) => a - b), [flips]);
  const chosen = useMemo(() => {
    const members = new Set(made.find((m) => m.name === segment)?.samples ?? []);
    return flips.filter(
      (f) =>
        (segment === "" || f.segment === segment || members.has(f.id)) &&
        (label === "" || f.labels.includes(Number(label))),
    );
  }, [flips, made, segment, label]);
  const shown = kind === "all" ? chosen : chosen.filter((flip) => flip.kind === kind);
  const number = (k: Kind) => (k === "all" ? chosen.length : chosen.filter((flip) => flip.kind === k).length);
  const note = `${count(flips.length)} of ${count(n)} samples, ${percent(n > 0 ? (100 * flips.length) / n : 0)}`;
  return (
    <Panel
      title="Answers that changed"
      note={note}
      actions={
        <>
          {segments.length > 0 && (
            <NativeSelect
              aria-label="Segment of the changes"
              data={[{ value: "", label: "All segments" }, ...segments]}
              value={segment}
              onChange={(event) => setSegment(event.currentTarget.value)}
            />
          )}
          {labels.length > 1 && (
            <NativeSelect
              aria-label="Class of the changes"
              data={[
                { value: "", label: "All classes" },
                ...labels.map((l) => ({ value: String(l), label: className(classes, l) })),
              ]}
              value={label}
              onChange={(event) => setLabel(event.currentTarget.value)}
            />
          )}
          <Segmented
            label="Which changes"
            options={KINDS.map((k) => ({ value: k, label: `${k} ${number(k)}`, help: MEANING[k] }))}
            value={kind}
            onChange={setKind}
          />
        </>
      }
    >
      {shown.length === 0 ? (
        <Empty
          icon={<IconEqual size={24} stroke={1.5} />}
          title={flips.length === 0 ? "No answer changed" : "None of this kind"}
        >
          {MEANING[kind]}: none so far.
        </Empty>
      ) : (
        <FlipGrid flips={shown} name={name} />
      )}
    </Panel>
  );
}
