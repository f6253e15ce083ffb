/**
 * Failures over four weeks: one that appears, spreads to a second repository, is fixed and comes back; one that stays and grows; and edits
 * that fail for want of a look at the file.
 */

import type { Random } from '../../bench/random.ts';
import { openStream } from './stream.ts';

const WEEK_MS = 7 * 86_400_000;
const BEGIN = Date.parse('2026-05-04T00:00:00Z');

/** Week number, from 1, as the period that an analysis is asked about. */
export function week(number: number): { readonly since: string; readonly until: string } {
  const at = (weeks: number) => new Date(BEGIN + weeks * WEEK_MS).toISOString();
  return { since: at(number - 1), until: at(number) };
}

const [APP, WEB] = ['example.com/team/app', 'example.com/team/web'];

/** How often an edit that failed works the next time: after a look at the file, and without one. */
export const AGAIN = { afterRead: 0.95, without: 0.25 } as const;

export function errorsWorld(random: Random, agent: string) {
  const some = (from: number, to: number) => from + Math.floor(random.next() * (to - from + 1));
  // Failures of a kind in each repository and week.
  const comesAndGoes = { [APP]: [some(4, 9), some(4, 9), 0, some(4, 9)], [WEB]: [0, some(4, 9), 0, 0] };
  const stays = { [APP]: [some(5, 10), some(10, 20), some(20, 40), some(5, 10)], [WEB]: [] };
  const fingerprints = { comesAndGoes: new Set<string>(), stays: new Set<string>(), edits: new Set<string>() };
  const before = openStream({ agent, session: `${agent}-before`, at: BEGIN - WEEK_MS, repo: APP });
  // Only a log that reaches back can tell what is new.
  before.call({ tool: 'Bash', target: 'npm run lint', exit_code: 0 });
  const events = [...before.events];
  for (let number = 0; number < 4; number++) {
    for (const repo of [APP, WEB]) {
      const at = BEGIN + number * WEEK_MS + 36_000_000 + Math.floor(random.next() * 86_400_000);
      const stream = openStream({ agent, session: `${agent}-${repo}-${number}`, at, repo });
      stream.prompt();
      for (let left = comesAndGoes[repo]?.[number] ?? 0; left > 0; left--) fail(missingModule(random, repo));
      for (let left = stays[repo]?.[number] ?? 0; left > 0; left--) fail(typeError(random));
      for (let fine = 0; fine < 5; fine++) {
        stream.answer({ duration_ms: 500 });
        stream.call({ tool: 'Bash', target: 'npm run lint', exit_code: 0, duration_ms: 900 });
      }
      events.push(...stream.events);
      function fail(failed: { readonly target: string; readonly error_class: string; readonly error_text: string }) {
        stream.answer({ duration_ms: 500 });
        stream.call({ tool: 'Bash', outcome: 'command_nonzero', exit_code: 1, duration_ms: 900, ...failed });
        stream.pause(1000);
      }
    }
  }
  for (let session = 0; session < 60; session++) events.push(...editing(random, { agent, session }).events);
  for (const event of events) {
    if (event.kind !== 'call' || event.fingerprint === undefined) continue;
    if (event.error_class === 'module_not_found') fingerprints.comesAndGoes.add(event.fingerprint);
    if (event.error_class === 'type_error') fingerprints.stays.add(event.fingerprint);
    if (event.error_class === 'string_not_found') fingerprints.edits.add(event.fingerprint);
  }
  return { events, truth: { comesAndGoes, stays, fingerprints } };
}

/** The same failure wherever it happens: only the place, the line and the name in quotes differ. */
function missingModule(random: Random, repo: string) {
  const line = 1 + Math.floor(random.next() * 900);
  const folder = `/home/${random.skewed(['ada', 'grace', 'alan'])}/src/${repo.split('/').at(-1)}`;
  return {
    target: `node scripts/build-${line % 3}.mjs`,
    error_class: 'module_not_found',
    error_text: `Exit code 1\nError: Cannot find module './part-${line}.js'\n    at ${folder}/build.mjs:${line}:12`,
  };
}

function typeError(random: Random) {
  const line = 1 + Math.floor(random.next() * 900);
  return {
    target: 'npx tsc --noEmit',
    error_class: 'type_error',
    error_text: `Exit code 1\nsrc/part-${line % 7}/load.ts(${line},5): error TS2345: Argument of type 'Part${line}' is not assignable.`,
  };
}

/** In the last week: an edit fails, and is tried again after a look at the file or without one. */
function editing(random: Random, { agent, session }: { agent: string; session: number }) {
  const at = BEGIN + 3 * WEEK_MS + 200_000_000 + session * 60_000;
  const stream = openStream({ agent, session: `${agent}-edit-${session}`, at, repo: APP });
  const target = `/home/ada/src/app/part-${session}.ts`;
  const failed = {
    outcome: 'tool_error',
    error_class: 'string_not_found',
    error_text: `String to replace not found in file.\nString: const part${session} = 1`,
  } as const;
  const isRead = random.next() < 0.5;
  stream.prompt();
  stream.answer({ duration_ms: 500 });
  stream.call({ tool: 'Edit', target, ...failed });
  stream.answer({ duration_ms: 500 });
  stream.call(isRead ? { tool: 'Read', target } : { tool: 'TodoWrite' });
  stream.answer({ duration_ms: 500 });
  stream.call({ tool: 'Edit', target, ...(random.next() < (isRead ? AGAIN.afterRead : AGAIN.without) ? {} : failed) });
  return stream;
}
