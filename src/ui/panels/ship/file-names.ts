import type { VariantName } from "../../../state/variant-name.ts";

export interface ExportNames {
  readonly onnx: string;
  readonly recipe: string;
  readonly report: string;
}

/** "net.onnx" as INT8 -> net.int8.onnx, net.recipe.json, net.report.json. Folders are dropped. */
export function fileNames(model: string, { short }: Pick<VariantName, "short">): ExportNames {
  const stem = (model.split("/").at(-1) ?? model).replace(/\.onnx$/i, "");
  return { onnx: `${stem}.${short.toLowerCase()}.onnx`, recipe: `${stem}.recipe.json`, report: `${stem}.report.json` };
}
