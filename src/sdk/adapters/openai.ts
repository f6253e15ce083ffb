/**
 * Records the answers of OpenAI's client, and of any other model that is asked with it: `chat.completions.create`, `responses.create`, streams,
 * and all that is built on them. The library itself is never loaded. Tools that an answer asks for are run by the program, and are calls
 * where it runs them with `run.tool`. Answers get ids of their own: servers that speak the same language give one id to several.
 */

import { watchAnswers } from '../answers.ts';
import { watchCopies } from '../copies.ts';
import type { Hindcast } from '../define.ts';
import { hindcast as byDefault } from '../index.ts';
import { read } from '../plain.ts';
import { attempt } from '../trouble.ts';
import { CHAT } from './openai/chat.ts';
import { RESPONSES } from './openai/responses.ts';

export type AdapterOptions = {
  /** Default: the instance that `hindcast/sdk` exports. */
  readonly hindcast?: Pick<Hindcast, 'usage'>;
};

/** The same client; its answers, and those of clients that `withOptions` makes of it, are recorded from now on. */
export function wrap<Client extends object>(client: Client, options: AdapterOptions = {}): Client {
  const { hindcast = byDefault } = options;
  attempt(() => {
    watchAnswers(read(read(client, 'chat'), 'completions'), 'create', { reading: CHAT, hindcast });
    watchAnswers(read(client, 'responses'), 'create', { reading: RESPONSES, hindcast });
    watchCopies(client, (copy) => wrap(copy, options));
  });
  return client;
}
