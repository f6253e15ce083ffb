/** `insights`: what a report found that an agent can act on, word for word as `hindcast report` says it. */

import { list, object, text } from '../sources/read.ts';
import { apology, jsonOf, type Asking } from './asking.ts';
import type { Card } from './greeting.ts';
import type { Tool } from './rpc.ts';

const DAYS = '30d';
/** The first that is named is asked when none is. */
const ABOUT = ['errors', 'tools', 'chains', 'recoveries', 'parallel', 'retries', 'latency', 'sessions'] as const;
const MOST = 24;

export const INSIGHTS: Card = {
  name: 'insights',
  description:
    'What was learned in this repository over 30 days about failures and fixes, tool chains, parallel calls, retries or latency.',
  inputSchema: {
    type: 'object',
    properties: { about: { type: 'string', enum: [...ABOUT] } },
    additionalProperties: false,
  },
  readOnly: true,
};

export function insightsTool({ program, session }: Asking): Tool {
  return {
    ...INSIGHTS,
    async call(input) {
      const asked = text(input['about']) ?? ABOUT[0];
      const about = ABOUT.find((known) => known === asked);
      if (about === undefined) return { text: `about is one of ${ABOUT.join(', ')}.`, isError: true };
      const repo = session.repo();
      const args = ['report', about, '--json', '--since', DAYS];
      const told = await program.ask(repo === undefined ? args : [...args, '--repo', repo], session.cwd());
      if ('problem' in told) return apology(told);
      const report = object(jsonOf(told.out));
      const lines = [...list(report?.['insights']), ...list(report?.['notes'])]
        .map(text)
        .filter((line) => line !== undefined);
      const said = list(report?.['insights']).length === 0 ? ['Nothing to act on was found in the last 30 days.'] : [];
      return { text: [...said, ...lines].slice(0, MOST).join('\n') };
    },
  };
}
