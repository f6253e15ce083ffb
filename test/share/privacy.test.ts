/** What never leaves, whatever stands in the log: secrets, paths, addresses and names, planted in every field that holds text. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIELDS, type FieldName } from '../../src/event/schema.ts';
import { isEvent } from '../../src/event/validate.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import type { Level } from '../../src/share/levels.ts';
import { encodeFacts } from '../../src/share/shard.ts';
import { CARRIERS, password, token } from '../redaction/secrets.ts';
import { anyEvent, call, keep, temporaryHome } from '../store/events.ts';
import { REPO, factOf, publishFrom, publishOn, textOf } from './making.ts';

/** Of nobody. */
const PEOPLE = ['Wilhelmina Ostrander', 'wostrander', 'wilhelmina.ostrander@corp.test'];
const REDACTION = { names: ['wostrander', 'Wilhelmina Ostrander'] };

const word = fc
  .array(fc.constantFrom(...'bcdfghjkmnpqrstvwxz'), { minLength: 8, maxLength: 12 })
  .map((letters) => letters.join(''));
const path = fc
  .tuple(
    word,
    word,
    fc.constantFrom('/home/@/src/@.ts', '/Users/@/@', 'C:\\Users\\@\\@.cs', '~/@/@', './@/@.md', '\\\\@\\@', '@/@'),
  )
  .map(([one, other, shape]) => shape.replace('@', one).replace('@', other));
const secret = fc.oneof(
  token.map((text) => ({ text, secret: text })),
  fc
    .tuple(fc.constantFrom(...CARRIERS), password)
    .map(([carrier, value]) => ({ text: carrier.replace('@@', () => value), secret: value })),
);
const personal = fc
  .oneof(
    path,
    fc.constantFrom(...PEOPLE),
    fc.tuple(word, word).map(([name, host]) => `${name}@${host}.test`),
    fc.tuple(word, word).map(([one, other]) => `git ${one} --${other} now`),
  )
  .map((text) => ({ text, secret: text }));

/** Fields in which somebody could have written anything. */
const TEXTS = (Object.keys(FIELDS) as FieldName[]).filter(
  (name) => FIELDS[name].type === 'text' && !['kind', 'outcome', 'observers'].includes(name),
);

type Planted = { readonly text: string; readonly secret: string };

/** Every text of the event becomes the planted one. */
function plant(event: object, { text }: Planted): unknown {
  const fields: Record<string, unknown> = { ...event };
  for (const name of TEXTS) if (name in fields) fields[name] = text;
  if ('attributes' in fields) fields['attributes'] = { [text]: text };
  return fields;
}

function written(event: object, planted: Planted, level: Level): string {
  const changed = plant(event, planted);
  if (!isEvent(changed)) throw new Error('no event');
  return encodeFacts([factOf(changed, { level, redactText: makeRedactorOnce().redactText })]).join('\n');
}

let redactor: ReturnType<typeof makeRedactor> | undefined;
const makeRedactorOnce = () => (redactor ??= makeRedactor(REDACTION));

/** As it is, and as JSON writes it. */
function holds(text: string, secretText: string): boolean {
  return text.includes(secretText) || text.includes(JSON.stringify(secretText).slice(1, -1));
}

test('At level metrics no byte tells a planted secret, path, address, sentence or name', () => {
  fc.assert(
    fc.property(anyEvent, fc.oneof(secret, personal), (event, planted) => {
      expect(holds(written(event, planted, 'metrics'), planted.secret)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('At level redacted no byte tells a planted secret', () => {
  fc.assert(
    fc.property(anyEvent, secret, (event, planted) => {
      expect(holds(written(event, planted, 'redacted'), planted.secret)).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('What a whole publication writes at level metrics tells nothing of what was planted in the log', async () => {
  const there = temporaryHome();
  const planted = fc.sample(fc.oneof(secret, personal), { numRuns: 60, seed: 7 });
  const events = planted.map((one, index) => {
    const event = {
      ...(plant(
        call('x', {
          target: 'x',
          error_text: 'x',
          error_class: 'x',
          branch: 'x',
          model: 'x',
          program: 'x',
          subagent_id: 'x',
          agent_version: 'x',
          session_id: 'x',
        }),
        one,
      ) as ReturnType<typeof call>),
    };
    return { ...event, id: `${index} ${one.text}`, repo: REPO };
  });
  keep(there, events);
  const { files, added } = await publishOn(new Map(), publishFrom(there, { redaction: REDACTION }));
  expect(added.events).toEqual({ call: 60 });
  const text = textOf(files);
  expect(planted.filter((one) => holds(text, one.secret))).toEqual([]);
});
