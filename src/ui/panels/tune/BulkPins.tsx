import "../../styles/bulk-pins.css";
import { Button, Modal, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useDeferredValue, useMemo, useState } from "react";
import { PIN_PRECISIONS } from "../../../core/recipe.ts";
import type { Outlook, Ranking } from "../../../core/sensitivity/expected.ts";
import { useOutlook, useSensitivity } from "../../../state/sensitivity/study.tsx";
import { useStudio } from "../../../state/store.ts";
import { count } from "../../parts/format.ts";
import { Field } from "../../parts/Field.tsx";
import { Name } from "../../parts/Name.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { closeOverlay } from "../../shell/finder-store.ts";
import { findEffects, FIRST_QUERY, opsOf, type PinQuery } from "./bulk-pins.ts";
import { BulkPreview } from "./BulkPreview.tsx";
import { PIN_TITLES } from "./pins.ts";

const BY: readonly { readonly value: PinQuery["by"]; readonly label: string; readonly help: string }[] = [
  { value: "worst", label: "The worst", help: "Those that cost most at the output, by the sensitivity report." },
  { value: "op", label: "By operator", help: "All layers of one operator." },
  { value: "name", label: "By name", help: "All layers whose name matches a regular expression." },
  { value: "selected", label: "Selected", help: "The layer that is selected." },
];

const RANKINGS: readonly { readonly value: Ranking; readonly label: string; readonly help: string }[] = [
  { value: "harm", label: "Most harmful", help: "Most error taken away, whatever it costs." },
  { value: "per-byte", label: "Best per byte", help: "Most error taken away for each byte that it costs." },
];

const TO = [
  ...PIN_PRECISIONS.map((value) => ({ value, label: PIN_TITLES[value] })),
  { value: "none" as const, label: "Unpin" },
];

/** Pins many layers at once: what they are, what they bring and cost together, then one step that can be undone. */
export function BulkPins() {
  const outlook = useOutlook();
  return (
    <Modal
      opened
      onClose={closeOverlay}
      title="Pin layers"
      size={680}
      attributes={{ content: { "aria-label": "Pin layers" } }}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {outlook === null ? (
        <p className="flat muted">There are no layers yet. Press Quantize first: then layers can be pinned.</p>
      ) : (
        <BulkForm outlook={outlook} />
      )}
    </Modal>
  );
}

function BulkForm({ outlook }: { readonly outlook: Outlook }) {
  const { study } = useSensitivity();
  const selected = useStudio((s) => s.layer);
  const pinLayers = useStudio((s) => s.pinLayers);
  const rows = useMemo(() => [...outlook.rows.values()], [outlook]);
  const [query, setQuery] = useState<PinQuery>(() => ({
    ...FIRST_QUERY,
    by: study !== null ? "worst" : "name",
    op: opsOf(rows)[0]?.op ?? "",
  }));
  const change = (part: Partial<PinQuery>) => setQuery((before) => ({ ...before, ...part }));
  const asked = useDeferredValue(query);
  const found = useMemo(() => findEffects(outlook, asked, selected), [outlook, asked, selected]);
  const effects = typeof found === "string" ? [] : found;
  const real = effects.filter(({ idle }) => idle === null);
  const apply = () => {
    pinLayers(
      real.map(({ layer }) => layer),
      query.precision,
    );
    closeOverlay();
  };
  return (
    <form
      className="stack bulk"
      onSubmit={(event) => {
        event.preventDefault();
        if (real.length > 0) apply();
      }}
    >
      <Field label="Which layers">
        <Segmented label="Which layers" options={BY} value={query.by} onChange={(by) => change({ by })} />
      </Field>
      <Which query={query} change={change} error={typeof found === "string" ? found : null} outlook={outlook} />
      <Field label="Precision">
        <Segmented
          label="Precision"
          options={TO}
          value={query.precision ?? "none"}
          onChange={(to) => change({ precision: to === "none" ? null : to })}
        />
      </Field>
      <BulkPreview effects={effects} outlook={outlook} />
      <div className="row bulk-buttons">
        <span className="muted small">One step: Ctrl Z takes it back.</span>
        <Button variant="subtle" onClick={closeOverlay}>
          Cancel
        </Button>
        <Button type="submit" disabled={real.length === 0}>
          {query.precision === null ? "Unpin" : "Pin"} {layersText(real.length)}
        </Button>
      </div>
    </form>
  );
}

function layersText(n: number): string {
  if (n === 0) return "layers";
  return n === 1 ? "1 layer" : `${count(n)} layers`;
}

interface WhichProps {
  readonly query: PinQuery;
  readonly change: (part: Partial<PinQuery>) => void;
  /** Why the expression is none. */
  readonly error: string | null;
  readonly outlook: Outlook;
}

/** What the chosen way of finding layers needs to know. */
function Which({ query, change, error, outlook }: WhichProps) {
  const selected = useStudio((s) => s.layer);
  if (query.by === "worst") return <Worst query={query} change={change} known={outlook.total !== null} />;
  if (query.by === "op") {
    const ops = opsOf([...outlook.rows.values()]);
    return (
      <Field label="Operator">
        <NativeSelect
          aria-label="Operator"
          data={ops.map(({ op, layers }) => ({ value: op, label: `${op} (${layers})` }))}
          value={query.op}
          onChange={(event) => change({ op: event.currentTarget.value })}
        />
      </Field>
    );
  }
  if (query.by === "name") {
    return (
      <Field label="Regular expression">
        <TextInput
          data-autofocus
          aria-label="Regular expression"
          placeholder="conv.*/expand|head"
          className="bulk-pattern grow"
          spellCheck={false}
          value={query.pattern}
          error={error}
          onChange={(event) => change({ pattern: event.currentTarget.value })}
        />
      </Field>
    );
  }
  return selected === null ? (
    <p className="flat muted">No layer is selected. Choose one in a table, chart or graph.</p>
  ) : (
    <Name text={selected} tail={40} />
  );
}

function Worst({ query, change, known }: Pick<WhichProps, "query" | "change"> & { readonly known: boolean }) {
  const show = useStudio((s) => s.showTune);
  const { start } = useSensitivity();
  if (!known) {
    const find = () => {
      start?.();
      show("sensitivity");
      closeOverlay();
    };
    return (
      <p className="flat">
        It is not known yet which layers hurt.{" "}
        <button type="button" className="link" onClick={find}>
          Find which layers hurt
        </button>
      </p>
    );
  }
  return (
    <Field label="How many">
      <NumberInput
        data-autofocus
        aria-label="Number of layers"
        min={1}
        max={1000}
        value={query.worst}
        onChange={(value) => typeof value === "number" && value >= 1 && change({ worst: Math.round(value) })}
      />
      <span className="muted">layers,</span>
      <Segmented
        label="Ranked by"
        options={RANKINGS}
        value={query.ranking}
        onChange={(ranking) => change({ ranking })}
      />
    </Field>
  );
}
