import { Button } from "@mantine/core";
import { IconAlertTriangle, IconBug, IconCheck, IconCopy, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { StudioError } from "../../core/errors.ts";

export interface ErrorCardProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

/** What happened, why, what to do. A failure without a code is a bug of ours and says so. */
export function ErrorCard({ error, onRetry }: ErrorCardProps) {
  if (error.name === "AbortError") return null;
  const retry = onRetry && (
    <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
      Try again
    </Button>
  );
  if (!(error instanceof StudioError)) return <BugCard error={error} retry={retry} />;
  const { what, why, fix } = error.text;
  return (
    <div className="notice" data-level="bad" role="alert">
      <IconAlertTriangle size={18} className="harm" aria-hidden />
      <div className="notice-body">
        <p className="notice-what">{what}</p>
        <p>{why}</p>
        <p>{fix}</p>
        {retry && <div className="row">{retry}</div>}
      </div>
    </div>
  );
}

function BugCard({ error, retry }: { readonly error: Error; readonly retry: React.ReactNode }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(
      `${error.name}: ${error.message}\n${error.stack ?? ""}\n${navigator.userAgent}`,
    );
    setCopied(true);
  };
  return (
    <div className="notice" data-level="bad" role="alert">
      <IconBug size={18} className="harm" aria-hidden />
      <div className="notice-body">
        <p className="notice-what">Something in the studio broke: {error.message}</p>
        <p>This is a bug of ours, not a mistake of yours. Your files and results are still here.</p>
        <p>Try once more; if it happens again, please report it with the details.</p>
        <div className="row">
          {retry}
          <Button
            variant="default"
            leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            onClick={() => void copy()}
          >
            {copied ? "Copied" : "Copy details"}
          </Button>
        </div>
      </div>
    </div>
  );
}
