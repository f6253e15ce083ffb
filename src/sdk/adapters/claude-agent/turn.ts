/** One turn of an agent: begun with a prompt, over with a result, an error, or because nobody takes more of it. */

import { count, list, object, text, type Json } from '../../../sources/read.ts';
import type { Hindcast, InvocationOptions, Run } from '../../define.ts';
import { noteTrouble } from '../../trouble.ts';
import { openAnswers } from './answers.ts';
import { openCalls } from './calls.ts';

export type Turn = {
  take(message: Json): void;
  /** With what was thrown, if that ended it. It ends once; what came since is recorded. */
  end(error?: unknown): void;
  isOver(): boolean;
};

export function startTurn(hindcast: Pick<Hindcast, 'invocation'>, about: InvocationOptions): Turn {
  const { run, finish, fail } = startRun(hindcast, about);
  const [answers, calls] = [openAnswers(run), openCalls(run)];
  let isOver = false;
  const close = (): void => {
    isOver = true;
    answers.end();
    calls.leave();
  };
  return {
    isOver: () => isOver,
    take(message) {
      const { type, subtype } = message;
      const blocks = list(object(message['message'])?.['content']).map((block) => object(block) ?? {});
      if (type === 'assistant') answers.take(message);
      if (type === 'stream_event') answers.grow(message);
      if (subtype === 'permission_denied') calls.deny(message['tool_use_id']);
      for (const block of blocks) {
        if (type === 'assistant' && block['type'] === 'tool_use') calls.begin(block);
        if (type === 'user' && block['type'] === 'tool_result') calls.end(block, message['tool_use_result']);
      }
      if (type !== 'result' || isOver) return;
      close();
      run?.outcome(outcomeOf(message));
      finish();
    },
    end(error) {
      const wasOver = isOver;
      close();
      if (wasOver) return;
      if (error !== undefined) return fail(error);
      run?.outcome({ status: 'cancelled' });
      finish();
    },
  };
}

type Begun = { readonly run: Run | undefined; finish(): void; fail(error: unknown): void };

/** The invocation lasts until it is told that it is over. */
function startRun(hindcast: Pick<Hindcast, 'invocation'>, about: InvocationOptions): Begun {
  let run: Run | undefined;
  let [finish, fail]: [() => void, (error: unknown) => void] = [() => {}, () => {}];
  const lasting = hindcast.invocation(about, (begun) => {
    run = begun;
    return new Promise<void>((resolve, reject) => ([finish, fail] = [resolve, reject]));
  });
  // The error is the caller's, who gets it from the query.
  lasting.then(undefined, noteTrouble);
  return { run, finish, fail };
}

/** What a result says of the turn. Its costs and tokens are those of the query until then, so they stay beside those of the answers. */
function outcomeOf(result: Json): Readonly<Record<string, unknown>> {
  const failed = result['is_error'] === true || result['subtype'] !== 'success';
  const words =
    list(result['errors'])
      .map(text)
      .find((said) => said !== undefined) ?? text(result['result']);
  const failure = { errorType: text(result['subtype']), errorMessage: words };
  return {
    status: failed ? 'failure' : 'success',
    ...(failed ? failure : {}),
    turns: count(result['num_turns']),
    durationMs: count(result['duration_ms']),
    durationApiMs: count(result['duration_api_ms']),
    totalCostUsd: result['total_cost_usd'],
    modelUsage: result['modelUsage'],
    stopReason: text(result['stop_reason']),
    claudeSessionId: text(result['session_id']),
  };
}
