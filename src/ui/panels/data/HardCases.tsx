import { ActionIcon } from "@mantine/core";
import { IconFlame, IconTrash } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { DropArea } from "../../parts/DropArea.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count } from "../../parts/format.ts";
import { wordFor } from "../../parts/sample-word.ts";
import { Running } from "../../parts/Running.tsx";
import { ACCEPT } from "./accept.ts";

/** Samples that join the validation set as a segment of their own: averages hide what quantization does to them. */
export function HardCases() {
  const { hardCases, validation } = useFlow();
  const drop = useStudio((s) => s.hardCases);
  const take = useStudio((s) => s.setHardCases);
  const remove = useStudio((s) => s.removeHardCases);
  const joined = hardCases.data?.hardCases;
  const classes = validation.data?.classes.length ?? 0;
  const unlabelled = hardCases.data?.samples.filter(
    ({ segment, label }) => segment === "hard cases" && label === undefined,
  ).length;
  if (drop === null) {
    return (
      <DropArea label="Hard cases" accept={ACCEPT} onFiles={(files) => files.length > 0 && take(files)} compact>
        <IconFlame size={20} stroke={1.5} className="muted" aria-hidden />
        <p>
          <span className="strong">Hard cases</span>{" "}
          <span className="muted">
            Low light, blur, rare classes: drop them to see a segment of their own. Class folders, tables and label
            files are read as above.
          </span>
        </p>
      </DropArea>
    );
  }
  return (
    <section className="hard-cases" aria-label="Hard cases">
      <div className="row">
        <IconFlame size={16} stroke={1.75} aria-hidden />
        <span className="grow">
          <span className="strong">Hard cases</span>{" "}
          <span className="muted">
            {joined
              ? `${count(joined.samples)} ${wordFor(hardCases.data)} from ${joined.name}${unlabelledText(unlabelled, classes)}`
              : drop.name}
          </span>
        </span>
        <ActionIcon data-help="Remove the hard cases" aria-label="Remove the hard cases" onClick={remove}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      {hardCases.isFetching && <Running jobs={["openData"]} label={`Reading ${drop.name}`} />}
      {hardCases.isError && <ErrorCard error={hardCases.error} onRetry={() => void hardCases.refetch()} />}
    </section>
  );
}

/** Where the others have classes, it is worth saying that some of these have none. */
function unlabelledText(unlabelled: number | undefined, classes: number): string {
  if (classes === 0 || unlabelled === undefined || unlabelled === 0) return "";
  return `, ${count(unlabelled)} without a label: no folder or table names their class`;
}
