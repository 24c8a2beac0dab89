/** Name of a class, or its index when the data names none. */
export function className(classes: readonly string[], index: number): string {
  const name = classes[index];
  return name === undefined || name === "" ? `class ${index}` : name;
}
