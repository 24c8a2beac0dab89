/** @file Takes in what was dropped or picked, wherever on the page that happened. */
import type { Role } from "../core/samples/dataset.ts";
import type { SourceFile } from "../jobs/protocol.ts";
import { holdsBothRoles, roleOfPath, sortDrop } from "./drop.ts";
import { useStudio } from "./store.ts";

/** `role` is set when the files were dropped on one role's own area. */
export async function takeIn(files: readonly SourceFile[], role?: Role): Promise<void> {
  if (files.length === 0) return;
  const sorted = sortDrop(files);
  const { setData, setModel } = useStudio.getState();
  // On a role's own area only an .onnx replaces the model; anything else is data, if only to be told what is wrong with it.
  if (role !== undefined && !files.some((f) => /\.onnx$/i.test(f.path)) && sorted.model.length === files.length) {
    return setData(role, files);
  }
  if (sorted.model.length > 0) setModel(sorted.model);
  if (role !== undefined) return takeRole(role, sorted);
  if (sorted.calibration.length > 0) setData("calibration", sorted.calibration);
  if (sorted.validation.length > 0) setData("validation", sorted.validation);
  if (sorted.unassigned.length > 0) await assign(sorted.unassigned);
}

function takeRole(role: Role, { calibration, validation, unassigned }: ReturnType<typeof sortDrop>): void {
  const all = [...calibration, ...validation, ...unassigned];
  if (all.length === 0) return;
  const { setData } = useStudio.getState();
  // A folder that holds both fills both, wherever it was dropped.
  if (calibration.length > 0 && validation.length > 0) {
    setData("calibration", calibration);
    setData("validation", validation);
  } else setData(role, all);
}

/** Archives are asked for their folders; images of unknown role calibrate first, then validate. */
async function assign(files: readonly SourceFile[]): Promise<void> {
  const zips = files.filter((f) => /\.zip$/i.test(f.path));
  for (const zip of zips) await assignZip(zip);
  const images = files.filter((f) => !zips.includes(f));
  if (images.length === 0) return;
  const { calibration, validation, setData } = useStudio.getState();
  setData(calibration !== null && validation === null ? "validation" : "calibration", images);
}

async function assignZip(zip: SourceFile): Promise<void> {
  const { listZip } = await import("./zip.ts");
  // A damaged archive is opened all the same: the job that unpacks it says what is wrong.
  const paths = await listZip(zip.blob).catch(() => []);
  const { calibration, validation, setData } = useStudio.getState();
  if (holdsBothRoles(paths)) {
    setData("calibration", [zip]);
    setData("validation", [zip]);
    return;
  }
  const named = roleOfPath(`${zip.path.replace(/\.zip$/i, "")}/`) ?? paths.map(roleOfPath).find((r) => r !== undefined);
  setData(named ?? (calibration !== null && validation === null ? "validation" : "calibration"), [zip]);
}
