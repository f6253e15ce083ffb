/**
 * The client library, `hindcast/sdk`: programs record what their agents do. A call copies what it is handed into memory that a thread reads,
 * and returns; that thread redacts and writes. Nothing here throws, waits, or opens a connection.
 */

import { readVariable } from '../config/env.ts';
import { offByVariable } from '../config/off.ts';
import { watched, type AgentClass } from './agents.ts';
import { openChannel } from './channel.ts';
import type { Hindcast, HindcastOptions, Recording, TelemetryOptions } from './define.ts';
import { textOf } from './plain.ts';
import { withPacked, type Message } from './message.ts';
import { makeRecording } from './recording.ts';
import { fieldsOf, instantOf, newId, together, updateOf, type Json } from './records.ts';
import { invoke } from './run.ts';
import { inPlace, placeHere, type Scope } from './scope.ts';
import { attempt } from './trouble.ts';
import { captureUncaught } from './uncaught.ts';

export type {
  CallOutcome,
  Details,
  Feedback,
  Hindcast,
  HindcastOptions,
  InvocationOptions,
  InvocationStart,
  InvocationUpdate,
  Recording,
  Run,
  SuccessMetric,
  TelemetryOptions,
  ToolCall,
  Usage,
} from './define.ts';

const RECORDS = 10_000;
const BYTES = 16 * 1024 * 1024;
/** Invocations that may still be updated. */
const REMEMBERED = 1_000;

export function createHindcast(options: HindcastOptions = {}): Hindcast {
  const { send, channel, isOn } = makeSender(options);
  let sessionId = textOf(options.sessionId);
  let seq = 0;
  const session = (): string => (sessionId ??= newId());
  const scopeHere = (): Scope => placeHere()?.scope ?? { sessionId: session() };
  const recordingIn = (scope: () => Scope): Recording => makeRecording(send, scope, () => (seq += 1));
  const emit = (kind: 'invocation' | 'feedback', make: () => Json): void => send(kind, () => ({ record: make() }));
  const recording = recordingIn(scopeHere);

  return {
    ...recording,
    ...makeLogger(emit, () => scopeHere().sessionId),
    get enabled() {
      return isOn();
    },
    get sessionId() {
      return scopeHere().sessionId;
    },
    get dropped() {
      return channel.dropped();
    },
    get current() {
      return placeHere()?.run;
    },
    invocation: (given, fn) => invoke(given, fn, { sessionId: session(), emit, recordingIn }),
    session: (id, fn) => inPlace({ scope: { sessionId: id } }, fn),
    captureUncaught: () => captureUncaught((error, origin) => recording.recordError(error, { origin })),
    flush: () => channel.flush(),
    close: () => channel.close(),
  };
}

/** The instance for programs that need no other; nothing is opened before the first record. */
export const hindcast: Hindcast = createHindcast();

/**
 * A class whose instances, and those of classes below it, record every error of the methods that do the work (execute*, run*, call*,
 * invoke*). Nothing else about it changes. Also usable as a decorator.
 */
export function withTelemetry<C extends AgentClass>(agentClass: C, options: TelemetryOptions = {}): C {
  const { hindcast: given = hindcast } = options;
  return watched(agentClass, options, (error, context) => given.recordError(error, context));
}

type Made = { readonly record: Json; readonly extra?: Json; readonly free?: readonly unknown[] | undefined };

function makeSender(options: HindcastOptions) {
  const { limits, home, cwd, signals = true } = options;
  const channel = openChannel({
    home,
    cwd,
    signals,
    records: limits?.records ?? RECORDS,
    bytes: limits?.bytes ?? BYTES,
  });
  const agent = textOf(options.agent) ?? 'sdk';
  const always = { agent_version: textOf(options.agentVersion), repo: textOf(options.repo) };
  let allowed: boolean | undefined;
  /** Asked with the first record, so that a program may still set its variables. */
  const isOn = (): boolean => (allowed ??= offByVariable({ variable: readVariable }) === undefined) && channel.isOn();
  const send = (kind: Message['kind'], make: () => Made): void =>
    attempt(() => {
      if (!isOn()) return;
      const { record, extra, free } = make();
      withPacked(
        { kind, agent, record, extra: extra === undefined ? always : { ...always, ...extra }, free },
        channel.send,
      );
    });
  return { send, channel, isOn };
}

/** The logger that programs of `agent_invocations.jsonl` know. */
function makeLogger(
  emit: (kind: 'invocation' | 'feedback', make: () => Json) => void,
  sessionId: () => string,
): Pick<Hindcast, 'logInvocation' | 'updateInvocation' | 'logSuccessMetric'> {
  const begun = new Map<string, Json>();
  const remember = (id: string, record: Json): Json => {
    begun.delete(id);
    begun.set(id, record);
    const oldest = begun.keys().next();
    if (begun.size > REMEMBERED && oldest.done !== true) begun.delete(oldest.value);
    return record;
  };
  return {
    logInvocation(given) {
      let id = newId();
      emit('invocation', () => {
        const fields = fieldsOf(given);
        id = textOf(fields['invocation_id']) ?? id;
        const named = { timestamp: instantOf(undefined), session_id: sessionId(), ...fields, invocation_id: id };
        return remember(id, named);
      });
      return id;
    },
    updateInvocation(given) {
      emit('invocation', () => {
        const update = updateOf(given);
        const id = textOf(update['invocation_id']) ?? '';
        // Without an id the writer refuses it, and it is counted.
        const known = id === '' ? undefined : begun.get(id);
        const began = known ?? { timestamp: instantOf(undefined), session_id: sessionId() };
        return remember(id, together(began, update));
      });
    },
    logSuccessMetric(given) {
      emit('feedback', () => {
        const named = { timestamp: instantOf(undefined), feedback_id: newId(), session_id: sessionId() };
        return { ...named, ...fieldsOf(given) };
      });
    },
  };
}
