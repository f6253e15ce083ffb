import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

const TOKEN = `ghp${'_'}q7Xw2Lk9Zp4Vb8Nn3Mt6Rj1Sd5Qa7We2`;

test('What comes on stdin leaves redacted on stdout', async () => {
  const { status, out, err } = await world.run(['redact'], {
    stdin: `git push https://x:${TOKEN}@github.com/acme/web\nok\n`,
  });
  expect({ status, out, err }).toEqual({ status: 0, out: 'git push https://x:***@github.com/acme/web\nok\n', err: '' });
});

test('JSON stays JSON', async () => {
  const { out } = await world.run(['redact'], { stdin: `{"api_key": "open-sesame", "n": 1}\n{"a": "b"}\n` });
  expect(out).toBe('{"api_key": "***", "n": 1}\n{"a": "b"}\n');
});

test('With --explain, stderr says what was found and where, without the value', async () => {
  const { out, err } = await world.run(['redact', '--explain'], { stdin: `a\nb ${TOKEN}\n` });
  expect(out).toBe('a\nb ***\n');
  expect(err).toBe('2:3 secret (vendor-token)\n');
  expect((await world.run(['redact', '--explain'], { stdin: 'a' })).err).toBe('Nothing was found.\n');
});

test('With --json, the findings are the result', async () => {
  const { status, out } = await world.run(['redact', '--json'], { stdin: `b ${TOKEN}` });
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({
    findings: [{ line: 1, column: 3, kind: 'secret', rule: 'vendor-token' }],
    counts: { secret: 1 },
  });
});

test('With --check, the exit status is the result', async () => {
  expect(await world.run(['redact', '--check'], { stdin: `b ${TOKEN}` })).toEqual({
    status: 1,
    out: '',
    err: '1:3 secret (vendor-token)\n',
  });
  expect((await world.run(['redact', '--check'], { stdin: 'nothing here' })).status).toBe(0);
});

test('Literals, patterns and keys of the settings count', async () => {
  const variables = { HINDCAST_REDACTION_LITERALS: 'Kettle', HINDCAST_REDACTION_PATTERNS: 'CUST-[0-9]{3}' };
  expect((await world.run(['redact'], { stdin: 'Kettle CUST-123', variables })).out).toBe('*** ***');
  expect(
    await world.run(['redact'], { stdin: 'x', variables: { HINDCAST_REDACTION_PATTERNS: '(a+)+' } }),
  ).toMatchObject({ status: 2 });
});
