/**
 * From the payload of a hook to the log, without texts: a process that must cost next to nothing cannot build the tables of the full
 * redaction, and the transcript tells the texts under the same id. Never throws and never prints; what goes wrong is noted for `doctor`.
 */

import type { Environment } from '../config/environment.ts';
import { places, type Places } from '../config/home.ts';
import { presumedPlaces } from '../config/presumed.ts';
import { loadSettings, type Settings } from '../config/load.ts';
import { instantOf } from '../event/instant.ts';
import { SCHEMA_VERSION, type Event } from '../event/schema.ts';
import { SKIPS, isSkip, type SkipReason } from '../event/skip.ts';
import { nameOf, noteFailure } from '../record/failures.ts';
import { compilePatterns } from '../redaction/patterns.ts';
import { withoutTexts, type Forbids } from '../redaction/textless.ts';
import { openLog, toLine, type Line } from '../store/append.ts';
import { machineId } from '../store/machine.ts';
import { dayOf } from '../store/segment.ts';
import type { Given } from './payload.ts';
import { translators } from './translators.ts';

export type Hook = {
  readonly agent: string;
  readonly environment: Environment;
  /** Called only when recording is on. */
  read(): Given;
  readonly now?: () => Date;
};

/** Records one payload; answers how many lines were written. */
export function recordPayload(hook: Hook): number {
  const now = instantOf(hook.now?.().getTime() ?? Date.now());
  const source = Object.hasOwn(translators, hook.agent) ? hook.agent : 'hook';
  let home: Places | undefined;
  try {
    const settings = loadSettings(hook.environment, {}, NEEDED);
    home = places(settings.value('home'));
    if (settings.offBecause !== undefined) return 0;
    const { written, failures } = recordIn(home, settings, { ...hook, now });
    for (const failure of failures) noteFailure(home, { at: now, source, failure });
    return written;
  } catch (error) {
    home ??= presumedPlaces(hook.environment);
    if (home !== undefined) noteFailure(home, { at: now, source, failure: nameOf(error) });
    return 0;
  }
}

/** Loading the others takes longer than all the rest: asking for the time zone alone costs 12 ms. */
const NEEDED = ['disabled', 'redaction.literals', 'redaction.patterns'] as const;

type Recorded = { readonly written: number; readonly failures: readonly string[] };

type Now = Omit<Hook, 'now'> & { readonly now: string };

function recordIn(home: Places, settings: Settings, { agent, read, now }: Now): Recorded {
  const translate = Object.hasOwn(translators, agent) ? translators[agent] : undefined;
  if (translate === undefined) return { written: 0, failures: ['source/unknown'] };
  const { payload, flaw } = read();
  if (flaw !== undefined) return { written: 0, failures: [flaw] };
  const machine = machineId(home);
  const lineOf = makeTextlessLine(settings, machine);
  const lines = new Map<string, Line[]>();
  const failures: string[] = [];
  for (const yielded of translate(payload, now)) {
    const line = isSkip(yielded) ? yielded.skip : lineOf(yielded);
    if (!isLine(line)) {
      if (!SKIPS[line].quiet) failures.push(`skip/${line}`);
      continue;
    }
    const day = dayOf(isSkip(yielded) ? now : yielded.at);
    lines.set(day, [...(lines.get(day) ?? []), line]);
  }
  const log = openLog(home, machine, { once: false });
  let written = 0;
  for (const [day, ofDay] of lines) written += log.append(day, ofDay);
  return { written, failures };
}

function isLine(made: Line | SkipReason): made is Line {
  return made.startsWith('{');
}

function makeTextlessLine(settings: Settings, machine: string): (event: Event) => Line | SkipReason {
  const forbids = makeForbids(settings);
  return (event) => {
    const left = withoutTexts({ ...event, v: SCHEMA_VERSION, machine }, forbids);
    return left === undefined ? 'redaction-failed' : toLine(left);
  };
}

function makeForbids(settings: Settings): Forbids {
  const literals = settings.value('redaction.literals');
  const matchers = compilePatterns(settings.value('redaction.patterns'));
  return (name) => literals.some((literal) => name.includes(literal)) || matchers.some((find) => find(name).length > 0);
}
