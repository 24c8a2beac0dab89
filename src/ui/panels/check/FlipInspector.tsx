export function FlipInspector() {
  return null;
}
