/** `hindcast log`: one record from a script, in the words of the logs that it stands for. */

import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { SCALE } from '../../event/ratings.ts';
import { SKIPS, isSkip } from '../../event/skip.ts';
import type { Event } from '../../event/schema.ts';
import { redactionHere } from '../../doors/known.ts';
import { openRecorder } from '../../record.ts';
import { makeRedactor, type RedactorOptions } from '../../redaction/redact.ts';
import type { Yielded } from '../../sources/define.ts';
import type { Json } from '../../sources/read.ts';
import { defineCommand, type Context } from '../define.ts';
import { LOGS, TASK_TYPES, recordOf, recordsIn, type Log } from '../log/record.ts';
import { addRow, usageTable } from '../log/usage-table.ts';

const KINDS = Object.keys(LOGS);

export default defineCommand('log', {
  summary: 'Logs one record from a script: usage of a model, an invocation of an agent, feedback, or an error.',
  description:
    'usage takes words: MODEL PROMPT_TOKENS COMPLETION_TOKENS SUCCESS TASK_TYPE DURATION_MS NOTES. The others take flags. All take JSON from stdin with --json, one object or one a line.\nThe id of what was logged is printed. Where a project keeps a .telemetry/usage.csv (or the setting usage.csv names one), usage is added there as well.',
  args: [
    { name: 'KIND', help: 'What is logged.', required: true, choices: KINDS },
    { name: 'VALUE', help: 'For usage: the values, in the order above.', many: true },
  ],
  flags: {
    json: { type: 'boolean', help: 'Read the record from stdin: one JSON object, or one a line.' },
    at: {
      type: 'text',
      value: 'TIME',
      help: 'When it happened, with its offset: 2026-02-23T22:19:12+01:00. Default: now.',
    },
    name: { type: 'text', value: 'AGENT', help: 'Name of the agent or program (invocation, error).' },
    type: { type: 'text', value: 'TYPE', help: 'Type of the agent (invocation), or of the error (error).' },
    task: { type: 'text', value: 'TEXT', help: 'What it was asked to do (invocation).' },
    'task-type': { type: 'text', value: 'TYPE', help: 'Type of the task, as bug_fix (invocation).' },
    state: { type: 'text', value: 'JSON', help: 'What is known of codebase, task and context (invocation).' },
    status: { type: 'text', value: 'STATUS', help: 'How it ended: success, failure, … (invocation).' },
    duration: { type: 'text', value: 'SECONDS', help: 'How long it took (invocation).' },
    file: { type: 'list', value: 'PATH', help: 'A file that was modified; may be repeated (invocation).' },
    id: { type: 'text', value: 'ID', help: 'Id of its own; logging an invocation again under its id completes it.' },
    session: { type: 'text', value: 'ID', help: 'The session that it belongs to.' },
    invocation: { type: 'text', value: 'ID', help: 'The invocation that is judged (feedback).' },
    rating: { type: 'text', value: '1-5', help: `${SCALE} (feedback).` },
    success: { type: 'text', value: 'YES|NO', help: 'Whether it did what it should (feedback).' },
    judge: { type: 'text', value: 'WHO', help: 'Who judges: human, test, build (feedback).' },
    notes: { type: 'text', value: 'TEXT', help: 'Why (feedback).' },
    alternative: { type: 'text', value: 'AGENT', help: 'An agent that would have been better (feedback).' },
    'would-use-again': { type: 'text', value: 'YES|NO', help: 'Whether you would use the agent again (feedback).' },
    message: { type: 'text', value: 'TEXT', help: 'Message of the error (error).' },
    context: { type: 'text', value: 'JSON', help: 'What was being done (error).' },
    repo: { type: 'text', value: 'REPO', help: 'Default: the repository of the current folder.' },
  },
  examples: [
    {
      line: 'hindcast log usage claude-opus-4-5 1500 3200 true execute 45000 "Phase 6 tests"',
      does: `Types of tasks: ${TASK_TYPES.join(', ')}.`,
    },
    {
      line: 'hindcast log invocation --name frontend-developer --task "Add dark mode" --status success --duration 120.5',
      does: 'One run of a named agent.',
    },
    {
      line: `hindcast log error --type FileNotFoundError --message "no such file: a.json" --name importer`,
      does: 'One error of a program.',
    },
    {
      line: `echo '{"error_type":"TimeoutError","error_message":"no answer"}' | hindcast log error --json`,
      does: 'The same from any language.',
    },
  ],
  async run(parsed, context) {
    const { settings, environment, places, now, out } = context;
    const [kind = ''] = parsed.args;
    const log = Object.hasOwn(LOGS, kind) ? LOGS[kind] : undefined;
    if (log === undefined)
      throw new AppError('usage/bad-value', `hindcast log takes ${KINDS.join(', ')}, not ${JSON.stringify(kind)}.`);
    const at = localTime(now());
    const records = parsed.is('json') ? recordsIn(await context.stdin(), at) : [recordOf(log, parsed, at)];
    if (settings.offBecause !== undefined) {
      out.notice(`Recording is off (${settings.offBecause}); nothing was logged.`);
      return 0;
    }
    const redaction = redactionHere(context);
    const events = makeEvents(log, records, { context, redaction });
    const recorder = openRecorder({ places, redaction, environment, now });
    const { failure, skips } = recorder.keep(events, 'log');
    if (failure !== undefined)
      throw new AppError('store/not-writable', `Nothing was logged: the log cannot be written (${failure}).`, {
        hint: 'hindcast doctor says what is wrong with it.',
      });
    const refused = Object.keys(skips)[0];
    if (refused !== undefined) throw new AppError('usage/bad-value', `The log did not take it: ${refused}.`);
    for (const { id } of events) out.write(`${id}\n`);
    return 0;
  },
});

type Making = { readonly context: Context; readonly redaction: RedactorOptions };

/** All of them, or a refusal that says which is wrong: nothing is written before every record was understood. */
function makeEvents(log: Log, records: readonly Json[], { context, redaction }: Making): readonly Event[] {
  const events = records.map((record, index) => placed(checked(log.event(record, 0), index), context));
  if (log.hasTable !== true) return events;
  const table = usageTable(context);
  // Without a table, nothing tells equal rows apart.
  if (table === undefined) return events.map((event) => ({ ...event, id: `${event.id}:${randomUUID().slice(0, 8)}` }));
  const { redactText } = makeRedactor(redaction);
  return records.map((record, index) => {
    // The table is shared, so it gets what the log gets; the id is made of what stands in it.
    const row = {
      ...record,
      model: redactText(String(record['model'] ?? '')),
      notes: redactText(String(record['notes'] ?? '')),
    };
    return placed(checked(log.event(row, addRow(table, row)), index), context);
  });
}

function checked(yielded: Yielded, index: number): Event {
  if (!isSkip(yielded)) return yielded;
  throw new AppError('usage/bad-value', `Record ${index + 1} cannot be logged. ${SKIPS[yielded.skip].meaning}`, {
    hint: 'hindcast log --help names the fields.',
  });
}

/** Said of the folder that the script runs in, unless the record names a repository. */
function placed(event: Event, { environment }: Context): Event {
  return event.repo === undefined ? { ...event, cwd: environment.cwd } : event;
}

/** RFC 3339 in local time, to the second: `2026-02-23T22:19:12+01:00`. */
function localTime(now: Date): string {
  const offset = 0 - now.getTimezoneOffset();
  const shown = new Date(now.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${shown}${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}
