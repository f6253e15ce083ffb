/**
 * Starts git, and nothing but git: it only reads, takes no lock, asks nobody, runs no hook, pager or helper of a repository's configuration,
 * and may not open a connection, not even to fetch what a partial clone lacks.
 */

import { spawn, type ChildProcess } from 'node:child_process';

import type { Environment } from '../../config/environment.ts';
import { codeOf } from '../../store/refusal.ts';

export type Question = {
  /** A folder that exists; git itself finds the repository, and refuses one of another owner. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly input?: string;
  /** By the clock of `performance.now()`. What takes longer is ended. */
  readonly deadline: number;
};

export type Answer = {
  readonly text: string;
  /** `cut`: out of time, or too much; the text is the beginning. `failed`: git refused. `missing`: there is no git. */
  readonly end: 'whole' | 'cut' | 'failed' | 'missing';
};

export type Git = (question: Question) => Promise<Answer>;

const MOST_BYTES = 64 * 1024 * 1024;

const SAFE = [
  '--no-pager',
  '--no-replace-objects',
  ...['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'log.showSignature=false', 'log.mailmap=false'].flatMap(
    (setting) => ['-c', setting],
  ),
];

/** What git may see of the environment: how to find itself and its user's settings, nothing that names another repository. */
const PASSED_ON =
  'PATH PATHEXT SystemRoot XDG_CONFIG_HOME EMAIL GIT_AUTHOR_EMAIL GIT_AUTHOR_NAME GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_NOSYSTEM';

export function makeGit({ variable, homeDir }: Environment): Git {
  const env: Record<string, string> = {
    HOME: variable('HOME') ?? homeDir,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
  };
  for (const name of PASSED_ON.split(' ')) {
    const value = variable(name);
    if (value !== undefined) env[name] = value;
  }
  return ({ folder, args, input, deadline }) => {
    if (performance.now() >= deadline) return Promise.resolve({ text: '', end: 'cut' });
    const child = spawn('git', [...SAFE, ...args], {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    // A git that ended early has not read all of it; how it ended is told by its exit status.
    child.stdin.on('error', () => child.stdin.destroy());
    child.stdin.end(input ?? '');
    return answerOf(child, child.stdout, deadline);
  };
}

async function answerOf(child: ChildProcess, output: NodeJS.ReadableStream, deadline: number): Promise<Answer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  let isCut = false;
  const cut = () => {
    isCut = true;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(cut, Math.max(1, deadline - performance.now()));
  output.on('data', (piece: Buffer) => {
    if (isCut) return;
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BYTES) cut();
  });
  const ended = await new Promise<number | Error>((resolve) => {
    child.on('error', resolve);
    child.on('close', (code) => resolve(code ?? -1));
  });
  clearTimeout(timer);
  const text = Buffer.concat(pieces).toString('utf8');
  if (isCut) return { text, end: 'cut' };
  if (typeof ended === 'number') return { text, end: ended === 0 ? 'whole' : 'failed' };
  return { text, end: codeOf(ended) === 'ENOENT' ? 'missing' : 'failed' };
}
