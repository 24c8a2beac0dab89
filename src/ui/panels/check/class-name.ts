/** Name of a class; a bare index, as data without names has it, reads "class 861". */
export function className(classes: readonly string[], index: number): string {
  const name = classes[index];
  return name === undefined || name === "" || name === String(index) ? `class ${index}` : name;
}
