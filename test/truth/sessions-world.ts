/** Sessions of which it is known what became of the work. */

import type { Random } from '../../bench/random.ts';
import { openStream, type Stream } from './stream.ts';

const FILE = '/home/dev/app/src/part.ts';

/** What became of the work, and the work from which that can be told. */
const WORK = {
  reverted(stream: Stream) {
    edit(stream);
    outcome(stream, 'committed');
    stream.pause(60_000);
    outcome(stream, 'reverted');
  },
  committed(stream: Stream) {
    edit(stream);
    tests(stream, true);
    outcome(stream, 'committed');
  },
  tests_passed(stream: Stream) {
    edit(stream);
    tests(stream, false);
    edit(stream);
    tests(stream, true);
  },
  tests_failed(stream: Stream) {
    edit(stream);
    tests(stream, true);
    edit(stream);
    tests(stream, false);
  },
  changed(stream: Stream) {
    tests(stream, true);
    edit(stream);
    say(stream);
  },
  answered(stream: Stream) {
    stream.answer({ duration_ms: 800 });
    stream.call({ tool: 'Read', target: FILE, duration_ms: 10 });
    say(stream);
  },
} as const satisfies Record<string, (stream: Stream) => void>;

export function sessionsWorld(random: Random, agent: string) {
  const truth = new Map<string, string>();
  const events = [];
  const kinds = Object.entries(WORK);
  for (let index = 0; index < 24; index++) {
    const [became, work] = random.skewed(kinds);
    const session = `${agent}-${index}`;
    const stream = openStream({ agent, session, at: Date.parse('2026-05-04T06:00:00Z') + index * 3_600_000 });
    stream.event('session', { id: session });
    stream.prompt();
    work(stream);
    truth.set(session, became);
    events.push(...stream.events);
  }
  return { events, truth };
}

function edit(stream: Stream): void {
  stream.answer({ duration_ms: 800 });
  stream.call({ tool: 'Edit', target: FILE, duration_ms: 10, lines_added: 3 });
  stream.pause(100);
}

function tests(stream: Stream, isOk: boolean): void {
  const failed = {
    outcome: 'command_nonzero',
    exit_code: 1,
    error_class: 'test_failed',
    error_text: 'Exit code 1\n2 failed',
  } as const;
  stream.answer({ duration_ms: 800 });
  stream.call({ tool: 'Bash', target: 'npm test', duration_ms: 4000, ...(isOk ? { exit_code: 0 } : failed) });
  stream.pause(100);
}

function say(stream: Stream): void {
  stream.answer({ duration_ms: 1500, output_bytes: 600, stop_reason: 'end_turn' });
}

function outcome(stream: Stream, result: string): void {
  const session = stream.events[0]?.session_id;
  stream.event('outcome', { result, ref: 'c0ffee', observers: 'log', subject_id: session });
}
