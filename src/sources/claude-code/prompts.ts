/** Prompts: the user rows that a person (or a program on behalf of one) sent, told apart from the many rows that only look like it. */

import type { EventOf } from '../../event/schema.ts';
import { skip, type Skip } from '../../event/skip.ts';
import { list, object, sizeOf, text, type Json } from '../read.ts';
import { AGENT, OBSERVER, place, type Here } from './here.ts';

const INTERRUPTED = '[Request interrupted by user';

/** True for the row by which the client notes that the user stopped the answer or the tools at work. */
export function isInterruption(message: Json): boolean {
  const { content } = message;
  const words = typeof content === 'string' ? content : object(list(content)[0])?.['text'];
  return typeof words === 'string' && words.startsWith(INTERRUPTED);
}

/** How texts begin that the client writes into user rows itself. A slash command that becomes a prompt begins with `<command-message>`. */
const NOT_PROMPTS = [
  INTERRUPTED,
  '<local-command-',
  '<command-name>',
  '<bash-',
  '<task-notification>',
  '<system-reminder>',
  '<user-memory-input>',
  '<teammate-message',
  'Caveat: The messages below were generated',
];

/**
 * Ids of prompts. Hooks and telemetry know a prompt by its `promptId`. What was typed while the client was at work shares it with the
 * prompt before, so only the first row that bears one is named by it, and the others by themselves. A fork gives its copies another one.
 */
export type PromptIds = {
  /** The id of the prompt in this row. */
  of(row: Json): string | undefined;
  state(): unknown;
};

export function openPromptIds(state: unknown): PromptIds {
  let last = text(state);
  return {
    of(row) {
      const given = text(row['promptId']);
      if (given === undefined || given === last) return text(row['uuid']);
      last = given;
      return given;
    },
    state: () => last,
  };
}

/** The prompt of a user row, or nothing. Its text is not kept, only the size. */
export function promptOf(here: Here, message: Json, ids: PromptIds): EventOf<'prompt'> | Skip | undefined {
  const { row } = here;
  if (here.subagent !== undefined || row['isMeta'] === true || row['isCompactSummary'] === true) return undefined;
  if (row['isVisibleInTranscriptOnly'] === true || row['toolUseResult'] !== undefined) return undefined;
  const sender = text(object(row['origin'])?.['kind']);
  if (sender !== undefined && sender !== 'human') return undefined;
  const bytes = promptBytes(message['content']);
  if (bytes === undefined) return undefined;
  // A fork copies its rows under the id of the prompt that asked for it; they are prompts of the other session.
  if (here.forked && here.at < here.sessionAt && row['promptId'] !== undefined) return skip('copied-history');
  const id = ids.of(row);
  return id === undefined ? undefined : prompt(here, id, { bytes, origin: text(row['promptSource']) });
}

/** A prompt that was typed while the client worked, and handed to the model between two calls; it has no user row of its own. */
export function queuedPromptOf(here: Here): EventOf<'prompt'> | undefined {
  const { row } = here;
  const attachment = object(row['attachment']);
  if (
    attachment?.['type'] !== 'queued_command' ||
    attachment['commandMode'] !== 'prompt' ||
    row['isSidechain'] === true
  )
    return undefined;
  const id = text(row['uuid']);
  const bytes = promptBytes(attachment['prompt']);
  return id === undefined || bytes === undefined || here.at === ''
    ? undefined
    : prompt(here, id, { bytes, origin: 'queued' });
}

function prompt(here: Here, id: string, told: { bytes: number; origin: string | undefined }): EventOf<'prompt'> {
  const event: EventOf<'prompt'> = { kind: 'prompt', id, at: here.at, observers: OBSERVER, agent: AGENT };
  place(event, here);
  event.input_bytes = told.bytes;
  if (told.origin !== undefined) event.origin = told.origin;
  return event;
}

function promptBytes(content: unknown): number | undefined {
  if (typeof content === 'string') return isPrompt(content) ? sizeOf(content) : undefined;
  let bytes: number | undefined;
  for (const item of list(content)) {
    const block = object(item);
    if (block?.['type'] === 'tool_result') return undefined;
    const words = block?.['text'];
    if (typeof words === 'string') {
      if (bytes === undefined && !isPrompt(words)) return undefined;
      bytes = (bytes ?? 0) + sizeOf(words);
    } else if (block?.['type'] === 'image' || block?.['type'] === 'document') {
      bytes ??= 0;
    }
  }
  return bytes;
}

/** False for the texts that the client makes up itself. */
export function isPrompt(words: string): boolean {
  return words !== '' && !NOT_PROMPTS.some((start) => words.startsWith(start));
}
