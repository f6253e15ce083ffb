/** Where an answer goes and in which form: the flags, and the writing of a file. */

import { writeFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { AppError, didYouMean } from '../errors.ts';
import { listSegments } from '../store/segment.ts';
import type { Context, Flag, Parsed } from './define.ts';

export const FORMATS = ['text', 'md', 'csv', 'json', 'html'] as const;
export type Format = (typeof FORMATS)[number];

export const OUTPUT_FLAGS = {
  format: {
    type: 'text',
    value: 'FORMAT',
    help: 'How to print it. Default: text, or what the name of the output file says.',
    choices: FORMATS,
  },
  json: { type: 'boolean', help: 'Short for --format json.' },
  output: { type: 'text', short: 'o', value: 'FILE', help: 'Write to a file instead of the terminal.' },
} as const satisfies Record<string, Flag>;

export function readFormat(parsed: Parsed, formats: readonly Format[] = FORMATS): Format {
  const asked = parsed.is('json') ? 'json' : (parsed.text('format') ?? formatOfFile(parsed.text('output')));
  const format = formats.find((known) => known === asked);
  if (format !== undefined) return format;
  throw new AppError('usage/bad-value', `--format ${asked} is not known here.`, {
    hint: didYouMean(asked, formats) ?? `Known are ${formats.join(', ')}.`,
  });
}

function formatOfFile(file: string | undefined): Format {
  const ending = file === undefined ? '' : extname(file).slice(1).toLowerCase();
  return FORMATS.find((format) => format === (ending === 'htm' ? 'html' : ending)) ?? 'text';
}

/** Says on stderr why a report is empty, as far as that is known. */
export function explainEmptiness({ out, places }: Pick<Context, 'out' | 'places'>): void {
  const { segments } = listSegments(places);
  const last = segments.at(-1)?.day;
  out.notice(
    last === undefined
      ? 'The log is empty. `hindcast import` reads what the agents have left on this machine.'
      : `Nothing fits. The log holds ${segments[0]?.day} to ${last}; --since all asks all of it.`,
  );
}

/** To the file that `-o` names, or to stdout. */
export function deliver(
  text: string,
  parsed: Parsed,
  { out, environment }: Pick<Context, 'out' | 'environment'>,
): void {
  const file = parsed.text('output');
  if (file === undefined || file === '-') {
    out.write(text);
    return;
  }
  const path = resolve(environment.cwd, file);
  try {
    writeFileSync(path, text);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new AppError('output/not-writable', `${path} cannot be written (${code}).`, {
      cause,
      hint: 'Choose another file with -o.',
    });
  }
  out.notice(`Wrote ${path}`);
}
