export function LayerInspector() {
  return null;
}
