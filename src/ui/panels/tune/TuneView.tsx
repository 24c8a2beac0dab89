export function TuneView() {
  return null;
}
