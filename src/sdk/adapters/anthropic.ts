/**
 * Records the answers of Anthropic's client: `messages.create`, streams, and all that is built on them. The library itself is never loaded. The
 * tools that an answer asks for are run by the program, and are calls where it runs them with `run.tool`.
 */

import { ANTHROPIC } from '../anthropic-usage.ts';
import { watchAnswers } from '../answers.ts';
import type { Hindcast } from '../define.ts';
import { hindcast as byDefault } from '../index.ts';
import { watchCopies } from '../copies.ts';
import { read } from '../plain.ts';
import { attempt } from '../trouble.ts';

export type AdapterOptions = {
  /** Default: the instance that `hindcast/sdk` exports. */
  readonly hindcast?: Pick<Hindcast, 'usage'>;
};

/** The same client; its answers, and those of clients that `withOptions` makes of it, are recorded from now on. */
export function wrap<Client extends object>(client: Client, options: AdapterOptions = {}): Client {
  const { hindcast = byDefault } = options;
  attempt(() => {
    for (const holder of [client, read(client, 'beta')])
      watchAnswers(read(holder, 'messages'), 'create', { reading: ANTHROPIC, hindcast });
    watchCopies(client, (copy) => wrap(copy, options));
  });
  return client;
}
