/** How a text is laid out: where a character stands, how lines are indented and ended. */

export function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** One step of indentation: that of the first indented line. */
export function unitOf(text: string): string {
  return /^([ \t]{1,8})\S/m.exec(text)?.[1] ?? '  ';
}

export function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
