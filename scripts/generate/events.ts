/** Pages about what is logged: the event, its JSON Schema, the reasons for skips, the table of refusals. */

import { ERRORS } from '../../src/errors.ts';
import { eventSchema } from '../../src/event/json-schema.ts';
import { FIELDS, KINDS, OBSERVERS, OUTCOMES, SCHEMA_VERSION, fieldsOf } from '../../src/event/schema.ts';
import { SKIPS } from '../../src/event/skip.ts';
import { isKind } from '../../src/event/validate.ts';
import { LEAVES, type Form } from '../../src/share/levels.ts';
import type { Output } from './indexes.ts';
import { NOTICE, code, table } from './markdown.ts';

export function eventPages(): Output[] {
  return [
    { path: 'docs/reference/events.md', text: eventsPage() },
    { path: 'docs/reference/event.schema.json', text: `${JSON.stringify(eventSchema(), null, 2)}\n` },
    { path: 'docs/reference/skips.md', text: skipsPage() },
    { path: 'docs/reference/errors.md', text: errorsPage() },
    { path: 'docs/reference/sharing.md', text: sharingPage() },
  ];
}

const REDACTED = {
  id: 'kept when it looks like an id, else scanned',
  word: 'scanned',
  path: 'scanned, cut to 500 characters',
  text: 'scanned, cut to 500 characters',
  none: 'nothing to redact',
} as const;

function eventsPage(): string {
  const kinds = Object.keys(KINDS).filter(isKind);
  const common = fieldsOf('prompt').filter((name) => kinds.every((kind) => fieldsOf(kind).includes(name)));
  const fields = Object.entries(FIELDS).map(([name, field]) => [
    code(name),
    field.type,
    field.help,
    field.merge,
    REDACTED[field.content],
  ]);
  return [
    `${NOTICE}# Events\n\n`,
    'An event is one observation: a transcript, a hook and telemetry may all see the same call. Equal `(kind, id)` means the ',
    'same thing seen again; observations are merged field by field, whatever the order and the day they arrive on.\n\n',
    `The version of this schema is **${SCHEMA_VERSION}**. As JSON Schema: [event.schema.json](event.schema.json).\n\n`,
    '## Kinds\n\n',
    table(
      ['Kind', 'What it is', 'Fields besides the common ones'],
      kinds.map((kind) => [code(kind), KINDS[kind].meaning, KINDS[kind].fields.map(code).join(', ')]),
    ),
    `\nEvery kind may carry: ${common.map(code).join(', ')}.\n\n`,
    `Outcomes of a call, least explicit first: ${OUTCOMES.map(code).join(', ')}.\n\n`,
    `Observers: ${OBSERVERS.map(code).join(', ')}.\n\n`,
    '## Fields\n\n',
    'How observations merge: `min`, `max` (texts in byte order, booleans: or), `home` (value of the observation with the least ',
    '`session_at` and `session_id`), `explicit` (the most explicit outcome), ',
    '`verdict` (value of the observation with that outcome; of several the clearest, then the greatest), `union` (of the list).\n\n',
    table(['Field', 'Type', 'Meaning', 'Merge', 'Redaction'], fields),
  ].join('');
}

const FORMS: Readonly<Record<Form, string>> = {
  word: 'a name without space, path or address; anything else is left out',
  version: 'a version number; anything else is left out',
  closed: 'one of a list, or a fingerprint',
  number: 'as it is',
  size: 'two digits',
  span: 'three digits',
  growing: 'as it is',
  cached: 'as it is',
  flag: 'as it is',
  instant: 'whole seconds, or coarser where the policy says so',
  thread: 'a pseudonym',
  subject: 'a pseudonym',
  text: 'redacted once more',
};

const FRAMES: Readonly<Record<string, string>> = {
  v: 'at the head of each block',
  kind: 'at the head of each block',
  id: 'a pseudonym',
  repo: 'once in each shard',
  developer: 'once in each shard: a pseudonym, or the setting `sync.developer`',
};

function sharingPage(): string {
  const rows = Object.entries(LEAVES).map(([name, leaves]) => {
    if (leaves === 'never') return [code(name), 'never', ''];
    if (leaves === 'frame') return [code(name), 'metrics', FRAMES[name] ?? ''];
    return [code(name), leaves[0], FORMS[leaves[1]]];
  });
  return [
    `${NOTICE}# What is shared\n\n`,
    'The fields of an [event](events.md) that `hindcast sync` publishes, from which level on, and in which form. The level is the setting ',
    '`sync.share`; the policy of a repository can lower it, drop fields and coarsen instants. ',
    'The `name` of an invocation is shared as a word at level `metrics`. ',
    '[Sharing](../decisions/sharing.md) says why.\n\n',
    table(['Field', 'From level', 'Form'], rows),
  ].join('');
}

function skipsPage(): string {
  const rows = Object.entries(SKIPS).map(([reason, { quiet, meaning }]) => [
    code(reason),
    quiet ? 'quiet' : 'deserves a look',
    meaning,
  ]);
  return [
    `${NOTICE}# Skips\n\n`,
    'A record that becomes no event is never dropped silently: it is counted under one of these reasons. Quiet reasons are the normal ',
    'noise of a format; `hindcast doctor` points at the others.\n\n',
    table(['Reason', '', 'Meaning'], rows),
  ].join('');
}

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(([name, { exit, http, meaning }]) => [
    code(name),
    String(exit),
    String(http),
    meaning,
  ]);
  return [
    `${NOTICE}# Errors\n\n`,
    'A refusal says what happened, to what, and what to do: `error <code>: …` and `hint: …` on stderr. Exit status 70 and a stack ',
    'trace mean a bug. An interrupt exits with 130.\n\n',
    table(['Code', 'Exit', 'HTTP', 'Meaning'], rows),
  ].join('');
}
