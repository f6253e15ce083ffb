/** The entry of the program: makes the real world for a command and turns what becomes of it into an exit status. Only here does the process end early. */

import process from 'node:process';
import manifest from '../../package.json' with { type: 'json' };
import { readEnvironment } from '../config/env.ts';
import { ask, openTerminal, pressKey, readStdin, readStdinPieces } from './io.ts';
import { runCommandLine } from './run.ts';

const INTERRUPTED = 130;

/** Sets `process.exitCode`; never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  const environment = readEnvironment();
  const terminal = openTerminal(environment, chosenColour(argv));
  const cleanUps: (() => void)[] = [];
  const cleanUp = (): void => {
    for (const undo of cleanUps.splice(0)) undo();
  };
  process.once('SIGINT', () => {
    terminal.settle();
    cleanUp();
    process.exit(INTERRUPTED);
  });
  process.exitCode = await runCommandLine(argv, {
    out: terminal,
    environment,
    stdin: readStdin,
    interactive: () => process.stdin.isTTY === true,
    stdinPieces: readStdinPieces,
    ask,
    pressKey,
    atEnd: (undo) => cleanUps.push(undo),
    now: () => new Date(),
    version: manifest.version,
  });
  terminal.settle();
  cleanUp();
  await terminal.drained();
}

function chosenColour(argv: readonly string[]): boolean | undefined {
  if (argv.includes('--no-color')) return false;
  return argv.includes('--color') ? true : undefined;
}
