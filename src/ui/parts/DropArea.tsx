import { Button } from "@mantine/core";
import { useRef, useState, type DragEvent, type ReactNode } from "react";
import type { SourceFile } from "../../jobs/protocol.ts";
import { readDrop, readPicked } from "./read-drop.ts";

export interface DropAreaProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly onFiles: (files: readonly SourceFile[]) => void;
  /** Comma-separated extensions for the file picker. */
  readonly accept: string;
  readonly large?: boolean;
  /** One line high where there is room. */
  readonly compact?: boolean;
}

/** An area that takes files by drop, or by one of two pickers: files, or a whole folder. */
export function DropArea({ label, children, onFiles, accept, large = false, compact = false }: DropAreaProps) {
  const [over, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault(); // also tells the window that the drop is taken; it must hear that dragging ended
    setOver(false);
    void readDrop(event.dataTransfer).then(onFiles);
  };
  return (
    <section
      className={`drop-area${over ? " over" : ""}${large ? " large" : ""}${compact ? " compact" : ""}`}
      aria-label={label}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {children}
      <div className="row">
        <PickButton label="Choose files" hint={label} accept={accept} onFiles={onFiles} primary={large} />
        <PickButton label="Choose a folder" hint={label} folder onFiles={onFiles} />
      </div>
    </section>
  );
}

interface PickButtonProps {
  readonly label: string;
  /** What the files are for, for screen readers. */
  readonly hint: string;
  readonly accept?: string;
  readonly folder?: boolean;
  readonly primary?: boolean;
  readonly onFiles: (files: readonly SourceFile[]) => void;
}

export function PickButton({ label, hint, accept, folder = false, primary = false, onFiles }: PickButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        variant={primary ? "filled" : "default"}
        size={primary ? "sm" : "xs"}
        onClick={() => input.current?.click()}
      >
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        aria-label={`${label}: ${hint}`}
        {...(folder ? { webkitdirectory: "" } : { accept })}
        onChange={(event) => {
          onFiles(readPicked(event.currentTarget.files));
          event.currentTarget.value = ""; // the same folder can be chosen again
        }}
      />
    </>
  );
}
