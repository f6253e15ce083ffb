/** How a command that ended badly is told: a refusal in two lines that a person can act on, a bug with its stack. */

import { AppError, ERRORS } from '../errors.ts';

export const BUG = 70;

export type Told = { readonly status: number; readonly text: string };

export function tell(cause: unknown, version: string): Told {
  if (cause instanceof AppError) {
    const hint = cause.hint === undefined ? '' : `hint: ${cause.hint}\n`;
    return { status: ERRORS[cause.code].exit, text: `error ${cause.code}: ${cause.message}\n${hint}` };
  }
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return {
    status: BUG,
    text:
      `This is a bug in Hindcast ${version} (Node ${process.version}, ${process.platform}).\n${stack}\n` +
      `hint: Please report it, with these lines, where you got Hindcast from. Read them first: they may name your files.\n`,
  };
}
