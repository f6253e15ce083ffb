/**
 * Calls that fail, and what is done next, each in a session of its own: a look at the file helps an edit, a search does not; a fetch works
 * again as often after either. A hundred tools of either kind stand for a hundred worlds, so that one question is asked about all of them.
 */

import type { Random } from '../../bench/random.ts';
import type { RedactedEvent } from '../../src/redaction/redacted.ts';
import { openStream } from './stream.ts';

export const WORLDS = 100;
const FAILURES = 60;

export const LOOKED = 'Read of the same target';
export const SEARCHED = 'other tool: Grep';
export const STOPPED = 'stopped: nothing followed';
export const ASKED = 'stopped: the user spoke next';

/** How often it works in the end after the step, and how often the step is taken. */
export const KINDS = {
  edit: { [LOOKED]: 0.95, [SEARCHED]: 0.4 },
  fetch: { [LOOKED]: 0.6, [SEARCHED]: 0.6 },
} as const;
export type Kind = keyof typeof KINDS;

const SHARES = [
  [LOOKED, 0.45],
  [SEARCHED, 0.35],
  [STOPPED, 0.1],
  [ASKED, 0.1],
] as const;
type Step = (typeof SHARES)[number][0];

export type Taken = { count: number; readonly waits: number[] };

/** For each tool what was done after its failures, and how long it took until it worked. */
export function recoveriesWorld(random: Random, agent: string) {
  const events: RedactedEvent[] = [];
  const truth = new Map<string, Map<string, Taken>>();
  for (const kind of ['edit', 'fetch'] as const) {
    for (let world = 0; world < WORLDS; world++) {
      const tool = `${kind}_${world}`;
      const steps = new Map<string, Taken>();
      truth.set(tool, steps);
      for (let failure = 0; failure < FAILURES; failure++) {
        const place = { agent, session: `${tool}-${failure}`, at: Date.parse('2026-05-04T09:00:00Z') + world * 60_000 };
        const { step, wait, told } = recovery(random, place, { kind, tool });
        const taken = steps.get(step) ?? { count: 0, waits: [] };
        steps.set(step, taken);
        taken.count += 1;
        if (wait !== undefined) taken.waits.push(wait);
        events.push(...told);
      }
    }
  }
  return { events, truth };
}

type Drawn = { readonly step: Step; readonly wait: number | undefined; readonly told: readonly RedactedEvent[] };

function recovery(
  random: Random,
  place: Parameters<typeof openStream>[0],
  { kind, tool }: { readonly kind: Kind; readonly tool: string },
): Drawn {
  const stream = openStream(place);
  const target = `/home/dev/app/src/${place.session}.ts`;
  const step = drawn(random);
  const pause = () => 100 + random.size(20_000);
  stream.answer();
  const failedAt = stream.now();
  stream.call({ tool, target, outcome: 'tool_error', error_class: 'other', duration_ms: 100 });
  let wait: number | undefined;
  if (step === ASKED) stream.prompt();
  if (step === LOOKED || step === SEARCHED) {
    stream.answer({ duration_ms: pause() });
    stream.call(step === LOOKED ? { tool: 'Read', target } : { tool: 'Grep', target: 'part' });
    const isOk = random.next() < KINDS[kind][step];
    stream.answer({ duration_ms: pause() });
    if (isOk) wait = stream.now() - failedAt;
    // Nobody let it run again: neither a success nor another failure.
    stream.call({ tool, target, outcome: isOk ? 'ok' : 'denied' });
  }
  return { step, wait, told: stream.events.filter((event) => event.kind !== 'answer') };
}

function drawn(random: Random): Step {
  let left = random.next();
  for (const [step, share] of SHARES) if ((left -= share) < 0) return step;
  return LOOKED;
}
