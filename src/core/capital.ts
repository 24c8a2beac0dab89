/** At the start of a line or a sentence: "Top-1", but "mAP50" and "mIoU" as they are. */
export function capital(text: string): string {
  return /^m[A-Z]/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1);
}
