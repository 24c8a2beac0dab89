import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { download } from "../charts/save.ts";
import { bytes } from "./format.ts";
import { Name } from "./Name.tsx";

export interface DownloadFile {
  readonly name: string;
  readonly blob: Blob;
  /** What it is for, one sentence. */
  readonly what: string;
}

/** Files that are ready, the first one the main one. */
export function Downloads({ files }: { readonly files: readonly DownloadFile[] }) {
  return (
    <div className="downloads">
      {files.map(({ name, blob, what }, i) => (
        <div key={name} className="download">
          <Name text={name} tail={18} />
          <p className="muted small">{what}</p>
          <Button
            variant={i === 0 ? "filled" : "default"}
            leftSection={<IconDownload size={15} />}
            aria-label={`Download ${name}`}
            onClick={() => download(blob, name)}
          >
            {bytes(blob.size)}
          </Button>
        </div>
      ))}
    </div>
  );
}
