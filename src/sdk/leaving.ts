/** What happens when the process ends: whatever waits is written first. Nothing of how the process ends is changed by it. */

import process from 'node:process';

export type Leaver = {
  /** Writes what waits, without returning before, but no longer than this. */
  settle(limitMs: number): void;
  flush(): Promise<void>;
  readonly signals: boolean;
};

const LIMIT_MS = 2_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const leavers = new Set<Leaver>();
let listens = false;
let listensToSignals = false;

export function addLeaver(leaver: Leaver): void {
  leavers.add(leaver);
  if (!listens) {
    listens = true;
    process.on('exit', settleAll);
    process.on('beforeExit', () => {
      for (const one of leavers) void one.flush();
    });
  }
  if (!leaver.signals || listensToSignals) return;
  listensToSignals = true;
  // First in line, so that a handler of the program that is there only once is still counted.
  for (const signal of SIGNALS) process.prependListener(signal, onSignal);
}

export function removeLeaver(leaver: Leaver): void {
  leavers.delete(leaver);
  if (leavers.size > 0 || !listensToSignals) return;
  listensToSignals = false;
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

function settleAll(): void {
  const until = performance.now() + LIMIT_MS;
  for (const leaver of leavers) leaver.settle(Math.max(0, until - performance.now()));
}

/** A program that handles the signal decides what becomes of it; otherwise it is sent again, and ends the process as it would have. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  settleAll();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
