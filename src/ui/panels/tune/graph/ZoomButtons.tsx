import { ActionIcon } from "@mantine/core";
import { IconArrowBarToUp, IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";

export interface ZoomButtonsProps {
  readonly onZoom: (factor: number) => void;
  readonly onFit: () => void;
  readonly onStart: () => void;
}

const STEP = 1.4;

export function ZoomButtons({ onZoom, onFit, onStart }: ZoomButtonsProps) {
  const buttons = [
    { label: "Zoom in", Icon: IconPlus, run: () => onZoom(STEP) },
    { label: "Zoom out", Icon: IconMinus, run: () => onZoom(1 / STEP) },
    { label: "Show the whole network", Icon: IconMaximize, run: onFit },
    { label: "Go to the beginning", Icon: IconArrowBarToUp, run: onStart },
  ];
  return (
    <div className="graph-zoom" role="group" aria-label="Zoom">
      {buttons.map(({ label, Icon, run }) => (
        <ActionIcon key={label} size={28} variant="default" aria-label={label} title={label} onClick={run}>
          <Icon size={15} aria-hidden />
        </ActionIcon>
      ))}
    </div>
  );
}
