/** One invocation of an agent: what its function is handed, and what is recorded when it ends. */

import type { InvocationOptions, Recording, Run } from './define.ts';
import { isFirst } from './once.ts';
import { messageOf, read, textOf, typeOf } from './plain.ts';
import { fieldsOf, instantOf, isAbort, newId, startOf, together, type Json } from './records.ts';
import { inPlace, placeHere, type Scope } from './scope.ts';
import { attempt } from './trouble.ts';

export type Emit = (kind: 'invocation' | 'feedback', make: () => Json) => void;

export type Invoking = {
  readonly sessionId: string;
  readonly emit: Emit;
  recordingIn(scopeHere: () => Scope): Recording;
};

type Ending = { status(): string | undefined; became(): Json };

export async function invoke<T>(
  options: InvocationOptions,
  fn: (run: Run) => T | Promise<T>,
  { sessionId, emit, recordingIn }: Invoking,
): Promise<T> {
  const scope = scopeOf(options, sessionId);
  const { run, ending } = makeRun(
    scope,
    recordingIn(() => scope),
    emit,
  );
  const start = performance.now();
  let began: Json = {};
  emit('invocation', () => {
    const { invocationId, sessionId: session, parentId } = scope;
    const ids = { invocation_id: invocationId, session_id: session, parent_invocation_id: parentId };
    return (began = { timestamp: instantOf(undefined), ...ids, ...startOf(options) });
  });
  const end = (how: Json): void =>
    emit('invocation', () =>
      together(began, {
        duration_seconds: Math.round(performance.now() - start) / 1000,
        outcome: { ...how, ...ending.became() },
      }),
    );
  return inPlace({ scope, run }, async () => {
    try {
      const result = await fn(run);
      end({ status: ending.status() ?? 'success' });
      return result;
    } catch (error) {
      attempt(() => {
        const status = ending.status() ?? (isAbort(error) ? 'cancelled' : 'failure');
        end({ status, error_type: typeOf(error), error_message: messageOf(error) });
        if (!isAbort(error) && isFirst(error)) run.recordError(error);
      });
      throw error;
    }
  });
}

function scopeOf(options: InvocationOptions, sessionId: string): Scope {
  const outer = placeHere()?.scope;
  const agent = textOf(read(options, 'agent'));
  return {
    sessionId: textOf(read(options, 'sessionId')) ?? outer?.sessionId ?? sessionId,
    invocationId: textOf(read(options, 'id')) ?? newId(),
    ...(agent === undefined ? {} : { agent }),
    ...(outer?.invocationId === undefined ? {} : { parentId: outer.invocationId }),
  };
}

function makeRun(scope: Scope, recording: Recording, emit: Emit): { run: Run; ending: Ending } {
  let status: string | undefined;
  let became: Json = {};
  const { sessionId, invocationId: id = '', agent = '' } = scope;
  const run: Run = {
    ...recording,
    id,
    sessionId,
    agent,
    feedback(feedback) {
      emit('feedback', () => ({
        timestamp: instantOf(undefined),
        feedback_id: newId(),
        invocation_id: id,
        session_id: sessionId,
        ...fieldsOf(feedback),
      }));
    },
    outcome(outcome) {
      attempt(() => {
        const fields = fieldsOf(outcome);
        status = textOf(fields['status']) ?? status;
        became = { ...became, ...fields };
      });
    },
  };
  return { run, ending: { status: () => status, became: () => became } };
}
