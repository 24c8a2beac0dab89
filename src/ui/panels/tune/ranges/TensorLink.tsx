import { useFlow } from "../../../../state/flow.tsx";
import { Name } from "../../../parts/Name.tsx";

export interface TensorLinkProps {
  /** An observed value. */
  readonly value: string;
  /** Shows the values of the layer. */
  readonly onOpen: (layer: string) => void;
}

/** A value by the layer that makes it, which is what people know; inputs of the model by their own name. */
export function TensorLink({ value, onOpen }: TensorLinkProps) {
  const { quantize } = useFlow();
  const layer = quantize.data?.layers.find(({ activation }) => activation === value)?.name;
  if (layer === undefined) return <Name text={value} />;
  return (
    <button type="button" className="link plain-link" title={value} onClick={() => onOpen(layer)}>
      <Name text={layer} />
    </button>
  );
}
