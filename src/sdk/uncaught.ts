/** Errors that nobody catches. The process ends, or goes on, exactly as it would without this. */

import process from 'node:process';
import { isFirst } from './once.ts';
import { attempt } from './trouble.ts';

const REJECTION = 'unhandledRejection';

/**
 * An error that ends the process is seen by a monitor. A rejection that the program itself handles is not; a listener of ours sees it, but
 * only while the program has one, because ours alone would keep the process alive.
 */
export function captureUncaught(record: (error: unknown, origin: string) => void): () => void {
  const monitor = (error: unknown, origin: string): void =>
    attempt(() => {
      if (isFirst(error)) record(error, origin);
    });
  const rejected = (error: unknown): void => monitor(error, REJECTION);
  const listens = (): boolean => process.listeners(REJECTION).includes(rejected);
  const others = (): number => process.listenerCount(REJECTION) - (listens() ? 1 : 0);
  const added = (name: string | symbol, listener: unknown): void => {
    if (name === REJECTION && listener !== rejected && !listens()) process.on(REJECTION, rejected);
  };
  const removed = (name: string | symbol, listener: unknown): void => {
    if (name === REJECTION && listener !== rejected && others() === 0) process.off(REJECTION, rejected);
  };
  process.on('uncaughtExceptionMonitor', monitor);
  if (others() > 0) process.on(REJECTION, rejected);
  process.on('newListener', added);
  process.on('removeListener', removed);
  return () => {
    process.off('newListener', added);
    process.off('removeListener', removed);
    process.off('uncaughtExceptionMonitor', monitor);
    process.off(REJECTION, rejected);
  };
}
