/**
 * Cuts a stream of text into lines. A line that is longer than anybody may send is not kept: what is handed on is its beginning and its
 * end, so that whoever waits for an answer can still be given one.
 */

export type Line = { readonly text: string } | { readonly head: string; readonly tail: string };

/** Longest line kept, in UTF-16 units. Clients cap what a tool may answer far below it. */
export const LONGEST_LINE = 16 * 1024 * 1024;
const EDGE = 4_096;

export async function* linesOf(pieces: AsyncIterable<string>, longest: number = LONGEST_LINE): AsyncGenerator<Line> {
  let parts: string[] = [];
  let length = 0;
  let head: string | undefined;

  const add = (piece: string): void => {
    parts.push(piece);
    length += piece.length;
    if (length <= longest && head === undefined) return;
    const all = parts.join('');
    head ??= all.slice(0, EDGE);
    parts = [all.slice(-EDGE)];
    length = EDGE;
  };
  const take = (): Line => {
    const text = parts.join('');
    const line = head === undefined ? { text } : { head, tail: text };
    parts = [];
    length = 0;
    head = undefined;
    return line;
  };

  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', from)) {
      add(piece.slice(from, end));
      from = end + 1;
      yield take();
    }
    if (from < piece.length) add(piece.slice(from));
  }
  if (length > 0) yield take();
}
