import { ActionIcon } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useStudio } from "../../../state/store.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { NOT_MEASURED } from "../../parts/format.ts";
import { Help } from "../../parts/Help.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";
import type { DeviceRow, Pair } from "./device-rows.ts";

export interface DeviceTableProps {
  readonly rows: readonly DeviceRow[];
  readonly name: VariantName;
}

/** A line for each device: FP32 in grey, the variant after it. */
export function DeviceTable({ rows, name: { title } }: DeviceTableProps) {
  return (
    <div className="device-table" tabIndex={0} role="group" aria-label="Table of devices">
      <table className="plain" aria-label={`Devices, estimates: FP32 and ${title}`}>
        <thead>
          <tr>
            <th scope="col">FP32 → {title}</th>
            <NumberHead>Flash used</NumberHead>
            <NumberHead>RAM used</NumberHead>
            <NumberHead>Time, estimate</NumberHead>
            <NumberHead>
              <Help text="Products and bytes moved, as a share of FP32's on the same device. An estimate.">Energy</Help>
            </NumberHead>
            <th scope="col">Does {title} fit?</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.device.id}>
              <th scope="row">
                <span className="device-name">
                  <Help text={row.device.source}>{row.device.title}</Help>
                  {row.device.id.startsWith("own-") && <Remove id={row.device.id} title={row.device.title} />}
                </span>
              </th>
              <td className="number">{row.flash ? <Both {...row.flash} /> : NOT_MEASURED}</td>
              <td className="number">{row.ram ? <Both {...row.ram} /> : NOT_MEASURED}</td>
              <td className="number">
                <Both {...row.time} />
                {row.measured && (
                  <div className="device-measured">
                    measured <Both {...row.measured} />
                  </div>
                )}
              </td>
              <td className="number">{row.energy}</td>
              <td className={row.fits ? undefined : "harm"}>{row.verdict}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Both({ base, variant }: Pair) {
  return (
    <>
      <span className="muted">{base} → </span>
      <span className="strong">{variant}</span>
    </>
  );
}

function Remove({ id, title }: { readonly id: string; readonly title: string }) {
  const remove = useStudio((s) => s.removeDevice);
  return (
    <ActionIcon size={24} aria-label={`Remove ${title}`} data-help="Remove this device" onClick={() => remove(id)}>
      <IconTrash size={14} />
    </ActionIcon>
  );
}
