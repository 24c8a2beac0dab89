export function ShipView() {
  return null;
}
