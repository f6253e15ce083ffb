/**
 * Asks the installed `hindcast` program, which has the SQL engine that this process must not load. Every question is a short-lived child
 * with a time limit; none outlives the server.
 */

import { execFile, type ChildProcess, type ExecFileException } from 'node:child_process';
import { existsSync } from 'node:fs';

export type Told =
  | { readonly out: string }
  | { readonly problem: 'not-installed' | 'too-slow' | 'failed'; readonly said: string };

export type Program = {
  /** Runs it in the folder `cwd`; `input` goes to its stdin. */
  ask(args: readonly string[], cwd: string, input?: string): Promise<Told>;
  /** Ends the children that are still at work. */
  stop(): void;
};

const TIME_LIMIT_MS = 20_000;
const MOST_BYTES = 8 * 1024 * 1024;
/** What no shell reads as anything but a word. */
const PLAIN = /^[\w.,:/@~+-]+$/;

/** `command` is the program and what stands before the arguments. */
export function openProgram(command: readonly [string, ...string[]], platform: string): Program {
  const [file, ...before] = command;
  // What npm installs on Windows is a script, which only a shell can start.
  const shell = platform === 'win32' && before.length === 0;
  const atWork = new Set<ChildProcess>();
  return {
    ask: (args, cwd, input = '') =>
      new Promise((resolve) => {
        if (shell && !args.every((arg) => PLAIN.test(arg))) {
          resolve({ problem: 'failed', said: '' });
          return;
        }
        // A folder that is gone would be told in the same words as a program that is not there.
        const folder = existsSync(cwd) ? { cwd } : {};
        const limits = {
          timeout: TIME_LIMIT_MS,
          maxBuffer: MOST_BYTES,
          killSignal: 'SIGKILL',
        } as const;
        const child = execFile(
          file,
          [...before, ...args],
          { ...folder, shell, windowsHide: true, ...limits },
          (error, out, said) => {
            atWork.delete(child);
            resolve(error === null ? { out } : { problem: problemOf(error), said: said.trim().slice(0, 500) });
          },
        );
        atWork.add(child);
        // A program that could not be started, or that does not read, has closed its side.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input);
      }),
    stop: () => atWork.forEach((child) => child.kill('SIGKILL')),
  };
}

function problemOf(error: ExecFileException): 'not-installed' | 'too-slow' | 'failed' {
  if (error.code === 'ENOENT' || error.code === 127) return 'not-installed';
  return error.killed === true ? 'too-slow' : 'failed';
}
