/** The only writer of stdout and stderr. Results go to stdout; progress and notices to stderr. A reader that went away is no error. */

import process from 'node:process';
import type { Environment } from '../config/environment.ts';
import type { Output } from './define.ts';

const WIDTH_WITHOUT_TERMINAL = 120;
const NARROWEST = 40;
const WIDEST = 400;

export type Terminal = Output & {
  /** Removes a progress line that still stands. */
  settle(): void;
  /** Resolves when everything written has left the process. */
  drained(): Promise<void>;
};

/** `colour` overrides what the environment says (`--color`, `--no-color`). */
export function openTerminal(environment: Environment, colour?: boolean): Terminal {
  const out = quietStream(process.stdout);
  const dumb = environment.variable('TERM') === 'dumb';
  // Asking for a stream makes it, which takes a millisecond or two; most commands say nothing on stderr.
  let opened: QuietStream | undefined;
  const err = (): QuietStream => (opened ??= quietStream(process.stderr));
  const isLive = (): boolean => !dumb && environment.variable('CI') === undefined && process.stderr.isTTY === true;
  let standing = false;
  const settle = (): void => {
    if (standing) err().write('\r\u001b[2K');
    standing = false;
  };
  return {
    write: (text) => {
      settle();
      out.write(text);
    },
    bytes: (chunk) => {
      settle();
      out.write(chunk);
    },
    notice: (text) => {
      settle();
      err().write(text.endsWith('\n') ? text : `${text}\n`);
    },
    progress: (text) => {
      if (!isLive()) return;
      err().write(`\r\u001b[2K${text.slice(0, Math.max(0, (process.stderr.columns ?? 80) - 1))}`);
      standing = true;
    },
    settle,
    drained: async () => {
      await Promise.all([out.drained(), opened?.drained()]);
    },
    terminal: process.stdout.isTTY === true,
    columns: width(environment),
    colour: colour ?? wantsColour(environment, dumb),
    unicode: speaksUnicode(environment),
  };
}

export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Decoded as it comes; a character that two chunks share is put together. */
export async function* readStdinPieces(): AsyncIterable<string> {
  const decoder = new TextDecoder();
  for await (const chunk of process.stdin) yield decoder.decode(Buffer.from(chunk), { stream: true });
  yield decoder.decode();
}

/** Undefined when stdin is no terminal, or the person ended the input. */
export async function ask(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

const [CTRL_C, CTRL_D, ESCAPE] = ['\u0003', '\u0004', '\u001b'];

/**
 * One key press, without Enter: one of `keys`, or undefined for Esc, q and Ctrl-D. The terminal is as before when it resolves; Ctrl-C does
 * what it does elsewhere. Undefined when stdin is no terminal.
 */
export async function pressKey(question: string, keys: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true) return undefined;
  stderr.write(question);
  return new Promise((resolve) => {
    const wasRaw = stdin.isRaw;
    stdin.setRawMode(true);
    stdin.on('data', take);
    stdin.on('end', leave);
    stdin.resume();

    function take(chunk: Buffer): void {
      const typed = chunk.toString('latin1');
      const [first = ''] = typed;
      if (keys.includes(first)) return settle(first);
      // An arrow key begins with Esc, too, but does not come alone.
      if (typed === ESCAPE || first === 'q' || first === CTRL_D) return settle(undefined);
      if (first !== CTRL_C) return;
      // A signal that the process sends itself comes too late: with the input at rest, nothing keeps it from ending well.
      restore('^C');
      process.emit('SIGINT');
    }
    function leave(): void {
      settle(undefined);
    }
    function settle(key: string | undefined): void {
      restore(key ?? '');
      resolve(key);
    }
    function restore(shown: string): void {
      stdin.off('data', take);
      stdin.off('end', leave);
      stdin.setRawMode(wasRaw);
      stdin.pause();
      stderr.write(`${shown}\n`);
    }
  });
}

type QuietStream = { write(text: string | Uint8Array): void; drained(): Promise<void> };

function quietStream(stream: NodeJS.WriteStream): QuietStream {
  let gone = false;
  stream.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE' && cause.code !== 'EOF' && cause.code !== 'ERR_STREAM_DESTROYED') throw cause;
    gone = true;
  });
  return {
    write: (text) => {
      if (!gone) stream.write(text);
    },
    drained: () =>
      new Promise((resolve) => {
        if (gone || stream.writableLength === 0) resolve();
        else stream.write('', () => resolve());
      }),
  };
}

function width(environment: Environment): number {
  const asked = Number(environment.variable('COLUMNS'));
  const terminal = process.stdout.isTTY === true ? process.stdout.columns : undefined;
  const columns = Number.isInteger(asked) && asked > 0 ? asked : (terminal ?? WIDTH_WITHOUT_TERMINAL);
  return Math.min(WIDEST, Math.max(NARROWEST, columns));
}

/** See no-color.org and force-color.org. */
function wantsColour(environment: Environment, dumb: boolean): boolean {
  const forced = environment.variable('FORCE_COLOR');
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return environment.variable('NO_COLOR') === undefined && !dumb && process.stdout.isTTY === true;
}

/** POSIX: the first of the three that is set decides. None set says nothing, and most terminals are UTF-8. */
function speaksUnicode(environment: Environment): boolean {
  if (environment.variable('TERM') === 'linux') return false;
  const locale = environment.variable('LC_ALL') ?? environment.variable('LC_CTYPE') ?? environment.variable('LANG');
  return locale === undefined || /utf-?8/i.test(locale);
}
