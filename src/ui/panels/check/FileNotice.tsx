import { Button } from "@mantine/core";
import { IconFileDiff } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useVariantName } from "../../../state/measurement.tsx";
import { useStudio } from "../../../state/store.ts";
import type { Variant } from "../../../state/variants/variant.ts";
import { Findings } from "../model/QuantizedPanel.tsx";

/** Says that the numbers below are of a file, how it is quantized, and leads back. */
export function FileNotice({ file }: { readonly file: Variant }) {
  // Another file is another notice, and comes into view again.
  return <Notice key={file.id} file={file} />;
}

function Notice({ file: { name, source } }: { readonly file: Variant }) {
  const view = useStudio((s) => s.viewFile);
  const now = useVariantName();
  const notice = useRef<HTMLDivElement>(null);
  // The file may have been chosen at the end of the page.
  useEffect(() => {
    notice.current?.scrollIntoView({ block: "nearest" });
  }, []);
  if (source.kind !== "file") return null;
  return (
    <div ref={notice} className="notice" role="status">
      <IconFileDiff size={18} aria-hidden />
      <div className="notice-body">
        <div className="spread">
          <p>
            <span className="strong">{name}</span> is a file made elsewhere: {source.scheme ?? "not quantized"}.
          </p>
          <Button variant="default" onClick={() => view(null)}>
            Back to {now.title}
          </Button>
        </div>
        {source.lint.length > 0 && (
          <details>
            <summary>
              {source.lint.length === 1 ? "1 finding" : `${source.lint.length} findings`} in how it is quantized
            </summary>
            <Findings lint={source.lint} />
          </details>
        )}
      </div>
    </div>
  );
}
