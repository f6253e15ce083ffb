/** What the tools that answer questions have in common: whom they ask, about what, and what they say when there is no answer. */

import type { Program, Told } from './program.ts';
import type { Answer } from './rpc.ts';
import type { Session } from './session.ts';

export type Asking = {
  readonly program: Program;
  readonly session: Session;
  /** The source whose transcripts belong to the client at the other end. */
  readonly agent: string;
  readonly now: () => Date;
};

export const NO_INPUT = { type: 'object', properties: {}, additionalProperties: false } as const;

const PROBLEMS = {
  'not-installed':
    'The hindcast program is not installed here; "npm install -g hindcast" adds it. Events are recorded all the same.',
  'too-slow': 'hindcast took too long to answer. Try again later.',
  failed: 'hindcast could not answer.',
} as const;

export function apology(told: Extract<Told, { problem: string }>): Answer {
  const said = told.problem === 'failed' && told.said !== '' ? ` It said: ${told.said}` : '';
  return { text: `${PROBLEMS[told.problem]}${said}`, isError: true };
}

/** Undefined when it is no JSON. */
export function jsonOf(out: string): unknown {
  try {
    return JSON.parse(out);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
