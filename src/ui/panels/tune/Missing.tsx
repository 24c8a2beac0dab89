import { Button } from "@mantine/core";
import { IconBox, IconPhoto } from "@tabler/icons-react";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { Empty } from "../../parts/Empty.tsx";

export type MissingInput = "model" | "calibration" | "memory";

/** The first input without which the present recipe cannot be run, or null. */
export function useMissing(): MissingInput | null {
  const { model, calibration, need } = useFlow();
  if (!model.data && !model.isFetching) return "model";
  if (model.data?.large) return "memory";
  if (need !== "required") return null;
  return !calibration.data && !calibration.isFetching ? "calibration" : null;
}

/** Says what is missing, and leads to where it is supplied. */
export function Missing({ what }: { readonly what: MissingInput }) {
  const goTo = useStudio((s) => s.goTo);
  if (what === "model") {
    return (
      <Empty
        icon={<IconBox size={28} stroke={1.5} />}
        title="There is no model yet"
        action={<Button onClick={() => goTo("model")}>Add a model</Button>}
      >
        Drop an .onnx file anywhere in this window.
      </Empty>
    );
  }
  if (what === "memory") {
    return (
      <Empty
        icon={<IconBox size={28} stroke={1.5} />}
        title="This model is too large to be run in a browser tab"
        action={<Button onClick={() => goTo("model")}>Quantize weight by weight</Button>}
      >
        It can be neither calibrated nor measured here. Its weights alone can be quantized, one after the other.
      </Empty>
    );
  }
  return (
    <Empty
      icon={<IconPhoto size={28} stroke={1.5} />}
      title="There are no calibration samples yet"
      action={<Button onClick={() => goTo("data")}>Add samples</Button>}
    >
      Ranges are chosen from what the network computes on typical samples: 100 are usually enough, without labels. FP16
      and integer weights alone do without.
    </Empty>
  );
}
