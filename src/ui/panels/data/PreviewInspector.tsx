export function PreviewInspector() {
  return null;
}
