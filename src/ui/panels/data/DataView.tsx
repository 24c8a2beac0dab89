import { BaselineGate } from "./BaselineGate.tsx";
import { BaselinePanel } from "./BaselinePanel.tsx";
import { RolePanel } from "./RolePanel.tsx";

/** Two roles of samples, and what FP32 makes of them. */
export function DataView() {
  return (
    <>
      <BaselineGate />
      <div className="stack">
        <BaselinePanel />
        <div className="columns roles">
          <RolePanel role="calibration" />
          <RolePanel role="validation" />
        </div>
      </div>
    </>
  );
}
