/** Outcomes of the work: commits, pushes and pull requests that the client noticed in a command's result or linked to the session. */

import type { EventOf } from '../../event/schema.ts';
import { count, object, text, type Json } from '../read.ts';
import type { Call } from './calls.ts';
import { AGENT, OBSERVER, place, type Here } from './here.ts';

export type Outcome = EventOf<'outcome'>;

/** What `gitOperation` of a call's result tells; nothing for most calls. */
export function outcomesOf(here: Here, call: Call, into: { push(outcome: Outcome): unknown }): void {
  const operation = object(object(here.inner['toolUseResult'])?.['gitOperation']);
  if (operation === undefined) return;
  const commit = object(operation['commit']);
  if (commit !== undefined)
    into.push(
      outcome(here, { id: `${call.id}:commit`, result: 'committed', ref: text(commit['sha']), subject: call.id }),
    );
  const push = object(operation['push']);
  if (push !== undefined)
    into.push(outcome(here, { id: `${call.id}:push`, result: 'pushed', ref: text(push['branch']), subject: call.id }));
  const pr = object(operation['pr']);
  if (pr !== undefined)
    into.push(
      outcome(here, {
        id: `${call.id}:pr`,
        result: pullRequestResult(pr),
        ref: pullRequestRef(pr['url'], pr['number']),
        subject: call.id,
      }),
    );
}

/** A `pr-link` row: the session works on this pull request. The client repeats it, so its id is made of the session and the request. */
export function linkedPullRequest(here: Here): Outcome | undefined {
  const { row } = here;
  const ref = pullRequestRef(row['prUrl'], row['prNumber'], text(row['prRepository']));
  if (ref === undefined) return undefined;
  const number = pullRequestRef(undefined, row['prNumber'], text(row['prRepository'])) ?? ref;
  const linked = outcome(here, {
    id: `${here.sessionId}:pr:${number}`,
    result: 'pr_linked',
    ref,
    subject: here.sessionId,
  });
  const repository = text(row['prRepository']);
  if (repository !== undefined) linked.target = repository;
  return linked;
}

type Told = {
  readonly id: string;
  readonly result: string;
  readonly ref: string | undefined;
  readonly subject: string;
};

function outcome(here: Here, told: Told): Outcome {
  const event: Outcome = { kind: 'outcome', id: told.id, at: here.at, observers: OBSERVER, agent: AGENT };
  place(event, here);
  event.result = told.result;
  if (told.ref !== undefined) event.ref = told.ref;
  if (told.subject !== '') event.subject_id = told.subject;
  return event;
}

const RESULTS: Readonly<Record<string, string>> = {
  created: 'pr_opened',
  merged: 'pr_merged',
  closed: 'pr_closed',
  commented: 'pr_commented',
};

function pullRequestResult(pr: Json): string {
  const action = text(pr['action']) ?? '';
  return (Object.hasOwn(RESULTS, action) ? RESULTS[action] : undefined) ?? 'pr_changed';
}

function pullRequestRef(url: unknown, number: unknown, repository = ''): string | undefined {
  const whole = count(number);
  return text(url) ?? (whole === undefined ? undefined : `${repository}#${whole}`);
}
