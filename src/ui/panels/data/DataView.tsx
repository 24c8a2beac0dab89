import { BaselineGate } from "./BaselineGate.tsx";
import { BaselinePanel } from "./BaselinePanel.tsx";
import { OverlapNotice } from "./OverlapNotice.tsx";
import { RolePanel } from "./RolePanel.tsx";

/** Two roles of samples, and what FP32 makes of them. */
export function DataView() {
  return (
    <>
      <BaselineGate />
      <div className="stack">
        <OverlapNotice />
        <BaselinePanel />
        <div className="columns roles">
          <RolePanel role="calibration" />
          <RolePanel role="validation" />
        </div>
      </div>
    </>
  );
}
