/**
 * Calls: a `tool_use` block opens one, the `tool_result` block with its id closes it. A call without result is yielded when the file
 * ends, with the outcome `unknown`.
 */

import type { EventOf } from '../../event/schema.ts';
import { isEvent } from '../../event/validate.ts';
import { bytesOf, count, list, object, text, type Json } from '../read.ts';
import { targetOf } from './content.ts';
import { AGENT, OBSERVER, SEQ_STEP, place, placeInSession, type Here } from './here.ts';
import { judge } from './result.ts';

export type Call = EventOf<'call'>;

/** More calls than this are not open at the same time; the oldest is then yielded as it is. */
const MOST_OPEN = 200;

export type Calls = {
  /** Returns a call that had to be let go to make room. */
  begin(here: Here, block: Json, origin: CallOrigin): Call | undefined;
  end(here: Here, block: Json): Call | undefined;
  /** The user stopped the conversation at hand: what is open in it will not get a result any more. */
  interrupt(here: Here): readonly Call[];
  open(): readonly Call[];
  state(): unknown;
};

/** Which answer makes the call, and as which of its blocks. */
export type CallOrigin = {
  readonly ordinal: number;
  readonly turn: number | undefined;
  readonly model: string | undefined;
};

export function openCalls(state: unknown): Calls {
  const calls = new Map<string, Call>();
  for (const kept of list(state)) if (isEvent(kept) && kept.kind === 'call') calls.set(kept.id, { ...kept });

  return {
    begin(here, block, origin) {
      const call = begun(here, block, origin);
      if (call === undefined || calls.has(call.id)) return undefined;
      calls.set(call.id, call);
      return calls.size > MOST_OPEN ? takeOldest(calls) : undefined;
    },
    end(here, block) {
      const id = text(block['tool_use_id']);
      if (id === undefined) return undefined;
      const call = calls.get(id) ?? orphan(here, id);
      calls.delete(id);
      judge(call, here, block);
      return call;
    },
    interrupt(here) {
      const stopped = [...calls.values()].filter((call) => call.subagent_id === here.subagent);
      for (const call of stopped) {
        calls.delete(call.id);
        call.outcome = 'cancelled';
        call.error_class = 'interrupted';
      }
      return stopped;
    },
    open: () => [...calls.values()].map((call) => ({ ...call })),
    state: () => [...calls.values()].map(withoutContent),
  };
}

function takeOldest(calls: Map<string, Call>): Call | undefined {
  for (const [id, call] of calls) {
    calls.delete(id);
    return call;
  }
  return undefined;
}

function begun(here: Here, block: Json, origin: CallOrigin): Call | undefined {
  const id = text(block['id']) ?? idFromRow(here, origin.ordinal);
  if (id === undefined) return undefined;
  const call: Call = { kind: 'call', id, at: here.at, observers: OBSERVER, agent: AGENT };
  place(call, here);
  call.seq = here.seq + Math.min(origin.ordinal, SEQ_STEP - 1);
  if (origin.turn !== undefined) call.turn = origin.turn;
  if (origin.model !== undefined) call.model = origin.model;
  const tool = toolName(block['name']);
  if (tool !== undefined) call.tool = tool;
  call.outcome = 'unknown';
  const input = object(block['input']);
  if (input === undefined) return call;
  const target = targetOf(tool ?? '', input);
  if (target !== undefined) call.target = target;
  call.input_bytes = bytesOf(input);
  return call;
}

function idFromRow(here: Here, ordinal: number): string | undefined {
  const uuid = text(here.inner['uuid']);
  return uuid === undefined ? undefined : `${uuid}:${ordinal}`;
}

/** A result whose call stands in a part of the conversation that is gone: what the result tells is kept under the call's id. */
function orphan(here: Here, id: string): Call {
  const call: Call = { kind: 'call', id, at: here.at, observers: OBSERVER, agent: AGENT };
  placeInSession(call, here);
  call.seq = count(here.seq) ?? 0;
  call.outcome = 'unknown';
  return call;
}

const clean = new Map<string, string | undefined>();
const NAME = /^[\w.:/@-]{1,128}/;

/** Models sometimes call garbage; the leading part that can be a name is kept. Names repeat, so each is looked at once. */
export function toolName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const known = clean.get(value);
  if (known !== undefined || clean.has(value)) return known;
  const name = NAME.exec(value)?.[0];
  if (clean.size < 1_000) clean.set(value, name);
  return name;
}

/** The state is stored as it is, unredacted: ids, names of tools, counts and instants only. The rest was yielded when the file ended. */
function withoutContent({ cwd: _cwd, branch: _branch, target: _target, ...call }: Call): unknown {
  return call;
}
