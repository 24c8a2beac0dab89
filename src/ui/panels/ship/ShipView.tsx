import { Button } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { Empty } from "../../parts/Empty.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Running } from "../../parts/Running.tsx";
import { DevicePanel } from "./DevicePanel.tsx";
import { ExportPanel } from "./ExportPanel.tsx";
import { VerdictPanel } from "./VerdictPanel.tsx";

/** Whether to ship, in words and numbers, and the files. */
export function ShipView() {
  const { quantize } = useFlow();
  const goTo = useStudio((s) => s.goTo);
  if (!quantize.data) {
    if (quantize.isError) return <ErrorCard error={quantize.error} />;
    if (quantize.isFetching) return <Running jobs={["quantize"]} label="Quantizing" />;
    return (
      <Empty
        icon={<IconPackageExport size={28} stroke={1.5} />}
        title="There is nothing to ship yet"
        action={<Button onClick={() => goTo("tune")}>Go to Tune</Button>}
      >
        Quantize first; then this place says whether the result is good enough, and hands out the files.
      </Empty>
    );
  }
  return (
    <div className="ship">
      <VerdictPanel />
      <ExportPanel />
      <DevicePanel />
    </div>
  );
}
