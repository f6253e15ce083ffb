/** What `init` and `uninstall` share: which clients are meant, how a change is shown, and who agrees to it. */

import { CLIENTS, type Client } from '../clients/clients.ts';
import { isOurs } from '../clients/command.ts';
import { diffOf, type DiffLine } from '../clients/diff.ts';
import { findClients } from '../clients/find.ts';
import type { Plan } from '../clients/install.ts';
import { AppError, didYouMean } from '../errors.ts';
import { makeRedactor } from '../redaction/redact.ts';
import { paint, type Tone } from '../report/style.ts';
import type { Context } from './define.ts';

export const CLIENT_CHOICES: readonly string[] = [...CLIENTS.map(({ id }) => id), 'all'];

/** Those that are named; without a name, or with `all`, those that are there. */
export function chosenClients(names: readonly string[], { environment }: Context): readonly Client[] {
  if (names.length === 0 || names.includes('all')) return findClients(environment);
  return names.map((name) => {
    const client = CLIENTS.find(({ id }) => id === name);
    if (client !== undefined) return client;
    throw new AppError('usage/bad-value', `There is no client "${name}" into which hooks can be installed.`, {
      hint: didYouMean(name, CLIENT_CHOICES) ?? `There are ${CLIENT_CHOICES.join(', ')}.`,
    });
  });
}

const TONES: Readonly<Record<DiffLine['sign'], Tone>> = { ' ': 'plain', '+': 'good', '-': 'bad', '@': 'accent' };

/** The change as `diff -u` shows it. Settings hold keys, and a terminal may be recorded: secrets in the lines around are hidden. */
export function diffText({ path, before, after }: Plan, { out }: Context): string {
  const redactor = makeRedactor();
  const name = (text: string | undefined): string => (text === undefined ? '/dev/null' : path);
  const lines = diffOf(before ?? '', after ?? '').map(({ sign, text }) => {
    const line = sign === '@' ? text : `${sign}${isOurs(text) ? text : redactor.redactText(text)}`;
    return `${paint(line, TONES[sign], out)}\n`;
  });
  return `${paint(`--- ${name(before)}`, 'bold', out)}\n${paint(`+++ ${name(after)}`, 'bold', out)}\n${lines.join('')}`;
}

/** Throws when nobody is there to be asked. */
export async function agreed(question: string, { ask }: Context): Promise<boolean> {
  const answer = await ask(`${question} [y/N] `);
  if (answer !== undefined) return /^y(es)?$/i.test(answer.trim());
  throw new AppError(
    'usage/missing-argument',
    'This would change files of others, and nobody is at the terminal to agree.',
    {
      hint: 'Give --yes to agree, or --dry-run to look first.',
    },
  );
}
