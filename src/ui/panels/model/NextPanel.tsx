import { Button } from "@mantine/core";
import { IconArrowRight, IconPlayerPlayFilled } from "@tabler/icons-react";
import { isFresh, useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { Panel } from "../../parts/Panel.tsx";

/** The one thing that comes next on the way to a quantized file; nothing once it is made. */
export function NextPanel() {
  const { calibration, validation, quantize, need } = useFlow();
  const goTo = useStudio((s) => s.goTo);
  const start = useStudio((s) => s.quantize);
  if (isFresh(quantize) || quantize.isFetching) return null;
  const toData = (
    <Button rightSection={<IconArrowRight size={15} />} onClick={() => goTo("data")}>
      Add samples
    </Button>
  );
  if (!calibration.data && need === "required")
    return <Step text="Add calibration samples: about 100 typical ones, without labels if need be." action={toData} />;
  if (!validation.data)
    return <Step text="Add labelled validation samples, so that the cost is known." action={toData} />;
  const run = (
    <Button leftSection={<IconPlayerPlayFilled size={14} />} onClick={() => (goTo("tune"), start())}>
      Quantize
    </Button>
  );
  return <Step text="Everything is here: quantize and measure." action={run} />;
}

function Step({ text, action }: { readonly text: string; readonly action: React.ReactNode }) {
  return (
    <Panel title="Next">
      <div className="spread">
        <p className="flat">{text}</p>
        <span className="nowrap">{action}</span>
      </div>
    </Panel>
  );
}
