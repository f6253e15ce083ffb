/** `hindcast export FORMAT`: hands the log on. It knows no format by name; what one is, its sink says. */

import { resolve } from 'node:path';
import { AppError, didYouMean } from '../../errors.ts';
import { expandHome } from '../../config/folders.ts';
import { jsonText } from '../../report/json.ts';
import { bytes, count, ms, number } from '../../report/number.ts';
import type { Sink, SinkOptions } from '../../sinks/define.ts';
import { openFacts, type OpenFacts } from '../../sinks/facts.ts';
import { handOnAsStream, handOnTo, type HandedOn, type HandingOn } from '../../sinks/hand-on.ts';
import { sinks } from '../../sinks/index.ts';
import { openPlace } from '../../sinks/place.ts';
import { PERIOD_FLAGS, commonParams, readPeriod, type Period } from '../asking.ts';
import { explainEmptiness } from '../delivering.ts';
import { defineCommand, type Context, type Flag, type Parsed } from '../define.ts';
import { refuseFileInTheWay } from '../folder.ts';

const TOLD_EVERY_MS = 50;

export default defineCommand('export', {
  summary: 'Hands the log on, redacted as it is, in a format that other programs read.',
  description: [
    'Writes a file, or a folder, and opens no connection. What a format cannot hold stands in docs/reference/sinks.md.',
    ...sinks.map(({ id, summary }) => `${id}: ${summary.replaceAll('`', '')}`),
  ].join('\n'),
  args: [{ name: 'FORMAT', help: 'What to write.', required: true, choices: sinks.map(({ id }) => id) }],
  flags: {
    since: { ...PERIOD_FLAGS.since, help: 'How far back: 12h, 7d, 2w, a date, or all. Default: all.' },
    until: PERIOD_FLAGS.until,
    repo: PERIOD_FLAGS.repo,
    agent: PERIOD_FLAGS.agent,
    tz: PERIOD_FLAGS.tz,
    ...optionFlags(),
    output: {
      type: 'text',
      short: 'o',
      value: 'PLACE',
      help: 'File or folder to write; - is stdout. Default: the name of the format, in the current folder.',
    },
    force: { type: 'boolean', help: 'Replace what is there.' },
    json: { type: 'boolean', help: 'Print what was written as JSON.' },
  },
  examples: [
    { line: 'hindcast export parquet --since 30d', does: 'A month as hindcast-events.parquet.' },
    { line: 'hindcast export csv --kind call -o calls.csv', does: 'The tool calls into a spreadsheet.' },
    { line: 'hindcast export jsonl -o - | grep \'"kind":"error"\'', does: 'Everything into a pipe.' },
    {
      line: 'hindcast export agent-invocations -o telemetry',
      does: 'A folder with the runs of named agents and their statistics.',
    },
  ],
  async run(parsed, context) {
    const sink = findSink(parsed.args[0] ?? '');
    const options = readOptions(parsed, sink);
    const period = readPeriod(parsed, context, parsed.text('since') ?? 'all');
    refuseStdout(parsed, sink, context);
    const started = context.now().getTime();
    const { path, ...done } = await withFacts(context, period, async (facts) => {
      const chosen = await commonParams({ parsed, period, notice: context.out.notice }, facts);
      await facts.choose(chosen);
      return write(parsed, sink, {
        facts,
        options,
        now: context.now(),
        onProgress: progress(context),
        atEnd: context.atEnd,
        context,
      });
    });
    context.out.progress('');
    if (done.events === 0) explainEmptiness(context);
    const duration = context.now().getTime() - started;
    if (parsed.is('json')) context.out.write(jsonText({ format: sink.id, path, ...done, duration_ms: duration }));
    else tell(path, done, { ...context, duration });
    return 0;
  },
});

type Done = HandedOn & { readonly path: string | null };

async function write(
  parsed: Parsed,
  sink: Sink,
  { context, ...given }: HandingOn & { context: Context },
): Promise<Done> {
  const { out, environment } = context;
  const output = parsed.text('output');
  if (output === '-' && sink.makes !== 'folder') {
    const stream = async (piece: string | Uint8Array): Promise<void> => {
      if (typeof piece === 'string') out.write(piece);
      else out.bytes?.(piece);
      await out.drained?.();
    };
    return { ...(await handOnAsStream(stream, sink, given)), path: null };
  }
  const path = resolve(environment.cwd, expandHome(output ?? sink.name, environment.homeDir));
  const makes = sink.makes === 'folder' ? 'folder' : 'file';
  const place = openPlace(path, { makes, name: sink.name, force: parsed.is('force') });
  return { ...(await handOnTo(place, sink, given)), path: place.path };
}

function refuseStdout(parsed: Parsed, sink: Sink, { out }: Context): void {
  if (parsed.text('output') !== '-') return;
  const why =
    sink.makes === 'folder'
      ? `${sink.id} is a folder of files, which stdout cannot hold.`
      : sink.makes === 'table' && out.terminal === true
        ? `${sink.id} is no text for a terminal.`
        : parsed.is('json')
          ? 'stdout cannot hold the export and --json.'
          : undefined;
  if (why === undefined) return;
  throw new AppError('usage/bad-value', why, { hint: 'Name a place with -o, or leave -o out.' });
}

async function withFacts<T>(
  { settings, places }: Context,
  { since, until }: Period,
  work: (facts: OpenFacts) => Promise<T>,
): Promise<T> {
  const threads = settings.value('engine.threads');
  refuseFileInTheWay(places.home);
  const facts = await openFacts(places, {
    memoryLimit: settings.value('engine.memoryLimit'),
    ...(threads === null ? {} : { threads }),
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
  });
  try {
    return await work(facts);
  } finally {
    facts.close();
  }
}

function progress({ out }: Context): (events: number) => void {
  let toldAt = 0;
  out.progress('Exporting');
  return (events) => {
    if (performance.now() - toldAt < TOLD_EVERY_MS) return;
    toldAt = performance.now();
    out.progress(`Exporting: ${number(events)} events`);
  };
}

function tell(
  path: string | null,
  { events, left_out: left, files, bytes: size }: HandedOn,
  { out, duration }: Context & { duration: number },
): void {
  const where = path === null ? '' : ` to ${path}`;
  const many = files > 1 ? ` in ${count(files)} files` : '';
  out.notice(
    `Wrote ${count(events)} ${events === 1 ? 'event' : 'events'} (${bytes(size)})${many}${where} (${ms(duration)})`,
  );
  for (const [why, times] of Object.entries(left)) out.notice(`Left out: ${count(times)} ${why}.`);
}

function findSink(id: string): Sink {
  const sink = sinks.find((known) => known.id === id);
  if (sink !== undefined) return sink;
  const ids = sinks.map((known) => known.id);
  throw new AppError('usage/bad-value', `There is no format "${id}" to export.`, {
    hint: didYouMean(id, ids) ?? `Known are ${ids.join(', ')}.`,
  });
}

/** One flag for every option that a format has. */
function optionFlags(): Record<string, Flag> {
  const flags: Record<string, Flag> = {};
  for (const { id, options } of sinks) {
    for (const [name, { help, value, choices }] of Object.entries(options ?? {})) {
      const before = flags[name];
      const said = before === undefined ? `${help} (${id})` : `${before.help.replace(/\)$/, '')}, ${id})`;
      flags[name] = { type: 'text', value, choices, help: said };
    }
  }
  return flags;
}

/** An option of another format would silently do nothing. */
function readOptions(parsed: Parsed, sink: Sink): SinkOptions {
  for (const name of Object.keys(optionFlags())) {
    if (parsed.text(name) === undefined || Object.hasOwn(sink.options ?? {}, name)) continue;
    throw new AppError('usage/unknown-flag', `${sink.id} takes no flag --${name}.`, {
      hint: `It is for ${sinks.flatMap(({ id, options }) => (Object.hasOwn(options ?? {}, name) ? [id] : [])).join(', ')}.`,
    });
  }
  return Object.fromEntries(
    Object.entries(sink.options ?? {}).map(([name, { choices }]) => {
      const given = parsed.text(name) ?? null;
      if (given === null || choices.includes(given)) return [name, given];
      throw new AppError('usage/bad-value', `--${name} ${JSON.stringify(given)} is not known.`, {
        hint: didYouMean(given, choices) ?? `Known are ${choices.join(', ')}.`,
      });
    }),
  );
}
