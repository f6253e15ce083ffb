/** Texts that come again are answered from memory, as if they were scanned. */

import { expect, test } from 'vitest';
import type { EventOf } from '../../src/event/schema.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { remember, rememberErrors } from '../../src/redaction/remember.ts';

const TOKEN = `ghp_${'aB3dE5gH7j'.repeat(4).slice(0, 36)}`;

function failed(text: string): EventOf<'error'> {
  return { kind: 'error', id: '1', at: '2026-03-01T10:00:00.000Z', observers: 'sdk', agent: 'sdk', error_text: text };
}

test('An error that comes again is redacted as the first time, and counted every time', () => {
  const redactor = makeRedactor();
  const event = failed('cannot read /home/alice/work/part.json');
  const first = redactor.redactEvent(event);
  expect(first).toMatchObject({ error_text: 'cannot read /home/***/work/part.json' });
  expect(redactor.redactEvent({ ...event })).toEqual(first);
  expect(redactor.counts()).toEqual({ home: 2 });
});

test('An error that held a secret is scanned every time, one that named a folder once, however many others come between', () => {
  const redactor = makeRedactor();
  const scanned: string[] = [];
  const redact = rememberErrors({
    find(text) {
      scanned.push(text);
      return redactor.find(text);
    },
    write: (text) => redactor.redactText(text),
    count() {},
  });
  const secret = `token ${TOKEN} is refused`;
  const folder = 'cannot read /home/alice/work/part.json';
  for (const text of [secret, folder, secret, folder]) expect(redact(text)).toBe(redactor.redactText(text));
  expect(scanned).toEqual([secret, folder, secret]);
  for (let n = 0; n < 2000; n++) expect(redact(`no. ${n}`)).toBe(`no. ${n}`);
  expect(redact(folder)).toBe('cannot read /home/***/work/part.json');
});

test('Of other texts only those are remembered in which nothing was found', () => {
  const scanned: string[] = [];
  const redact = remember((text) => {
    scanned.push(text);
    return text.replace(TOKEN, '***');
  }, 50);
  for (const text of ['plain', TOKEN, 'plain', TOKEN, 'x'.repeat(51), 'x'.repeat(51)])
    expect(redact(text)).toBe(text === TOKEN ? '***' : text);
  expect(scanned).toEqual(['plain', TOKEN, TOKEN, 'x'.repeat(51), 'x'.repeat(51)]);
});

test('A context that comes again with a secret in it is redacted again', () => {
  const redactor = makeRedactor();
  const context = { note: 'no secret here', secretly: `use ${TOKEN}` };
  expect(redactor.redact(context)).toEqual(redactor.redact({ ...context }));
  expect(JSON.stringify(redactor.redact(context))).not.toContain(TOKEN);
});
