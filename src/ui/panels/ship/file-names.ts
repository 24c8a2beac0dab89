export interface ExportNames {
  readonly onnx: string;
  readonly recipe: string;
  readonly report: string;
}

/** "net.onnx" -> net.int8.onnx, net.recipe.json, net.report.json. Folders are dropped. */
export function fileNames(model: string): ExportNames {
  const stem = (model.split("/").at(-1) ?? model).replace(/\.onnx$/i, "");
  return { onnx: `${stem}.int8.onnx`, recipe: `${stem}.recipe.json`, report: `${stem}.report.json` };
}
