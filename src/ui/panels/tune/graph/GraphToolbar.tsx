import { ActionIcon } from "@mantine/core";
import { IconFold, IconFoldDown } from "@tabler/icons-react";
import type { GraphView } from "../../../../core/graph/view.ts";
import type { Found } from "../../../../core/graph/view-search.ts";
import { SaveMenu } from "../../../charts/ChartFrame.tsx";
import { type Choice, Picker } from "../../../parts/Picker.tsx";
import type { Colouring, ColouringId } from "./colourings.ts";
import type { Drawing } from "./drawing.ts";
import { useGraphChoices } from "./graph-store.ts";
import { GraphSearch } from "./GraphSearch.tsx";
import type { Legend } from "./painter.ts";
import { saveCsv, savePng, saveSvg } from "./save-graph.ts";
import type { Compared } from "./use-compared.ts";

export interface GraphToolbarProps {
  readonly view: GraphView;
  readonly found: Found;
  readonly colouring: Colouring;
  readonly colourings: readonly Colouring[];
  readonly comparable: readonly Compared[];
  readonly compared: Compared | null;
  readonly drawings: readonly Drawing[];
  readonly legend: Legend;
  /** Index of the selected node. */
  readonly at: number | null;
  readonly hasBlocks: boolean;
  readonly onGoTo: (node: number) => void;
  readonly onOpenAll: (open: boolean) => void;
}

const NOTHING: Choice<string> = { value: "", title: "Nothing", when: "One drawing, of this result." };

/** What the drawing shows, and what is looked for in it. */
export function GraphToolbar(props: GraphToolbarProps) {
  const { view, found, colouring, colourings, comparable, compared, drawings, legend, at } = props;
  const { hasBlocks, onGoTo, onOpenAll } = props;
  const setColouring = useGraphChoices((s) => s.setColouring);
  const compareWith = useGraphChoices((s) => s.compareWith);
  const [drawing] = drawings;
  const picture = drawing && { drawing, title: colouring.title, legend };
  const save = {
    png: () => void (picture && savePng(picture)),
    svg: () => void (picture && saveSvg(picture)),
    csv: () => void (drawing && saveCsv(drawing)),
  };
  return (
    <div className="graph-tools" role="group" aria-label="Tools of the graph">
      <Picker<ColouringId>
        label="Colour by"
        groups={[
          { label: "Colour by", choices: colourings.map(({ id, title, when }) => ({ value: id, title, when })) },
        ]}
        value={colouring.id}
        shown={colouring.title}
        help="What the colours of the layers mean."
        onChange={setColouring}
      />
      <GraphSearch view={view} found={found} at={at} onGoTo={onGoTo} />
      {hasBlocks && (
        <span className="row graph-folds">
          <ActionIcon aria-label="Open all blocks" title="Open all blocks" onClick={() => onOpenAll(true)}>
            <IconFoldDown size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon aria-label="Close all blocks" title="Close all blocks" onClick={() => onOpenAll(false)}>
            <IconFold size={16} aria-hidden />
          </ActionIcon>
        </span>
      )}
      <span className="grow" />
      <Picker<string>
        label="Compare with"
        groups={[
          {
            label: "Compare with",
            choices: [NOTHING, ...comparable.map(({ id, title, when }) => ({ value: id, title, when }))],
          },
        ]}
        value={compared?.id ?? ""}
        shown={compared === null ? "Compare" : `Compare: ${compared.title}`}
        help="The same network twice, coloured by two results, moved and selected together."
        onChange={(id) => compareWith(id === "" ? null : id)}
      />
      <SaveMenu title="Graph" save={save} />
    </div>
  );
}
