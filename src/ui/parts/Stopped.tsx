import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";

export interface StoppedProps {
  /** What was being opened. */
  readonly name: string;
  readonly onAgain: () => void;
}

/** Opening was stopped by the user: the files are still known, so one click opens them. */
export function Stopped({ name, onAgain }: StoppedProps) {
  return (
    <div className="notice" role="status">
      <div className="spread grow">
        <p>Opening {name} was stopped.</p>
        <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onAgain}>
          Open again
        </Button>
      </div>
    </div>
  );
}
