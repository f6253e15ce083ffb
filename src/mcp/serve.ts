/**
 * Serves one client over a pair of streams until its side closes. Messages are answered as they are ready, so that a question which takes
 * a second holds up no event that is to be recorded.
 */

import { linesOf, type Line } from './lines.ts';
import { answerLine, type Server } from './rpc.ts';

export type Streams = {
  readonly pieces: AsyncIterable<string>;
  write(text: string): void;
};

/** Questions at work at the same time; more wait. */
const MOST_AT_ONCE = 8;

export async function serve(server: Server, { pieces, write }: Streams): Promise<void> {
  const atWork = new Set<Promise<void>>();
  const answer = async (line: Line): Promise<void> => {
    const answered = await answerLine(line, server);
    if (answered !== undefined) write(answered);
  };
  for await (const line of linesOf(pieces)) {
    const work: Promise<void> = answer(line).finally(() => atWork.delete(work));
    atWork.add(work);
    if (atWork.size >= MOST_AT_ONCE) await Promise.race(atWork);
  }
  server.onEnd?.();
  await Promise.all(atWork);
}
