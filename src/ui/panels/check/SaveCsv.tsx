import { ActionIcon } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { download } from "../../charts/save.ts";

export interface SaveCsvProps {
  /** Of the table, for screen readers. */
  readonly title: string;
  /** File name without extension. */
  readonly name: string;
  readonly csv: () => string;
}

/** Saves a table as it is sorted. */
export function SaveCsv({ title, name, csv }: SaveCsvProps) {
  const label = `Save “${title}” as CSV`;
  return (
    <ActionIcon
      size={24}
      aria-label={label}
      title={label}
      onClick={() => download(new Blob([csv()], { type: "text/csv" }), `${name}.csv`)}
    >
      <IconDownload size={15} />
    </ActionIcon>
  );
}
