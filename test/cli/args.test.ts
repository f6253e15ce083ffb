import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../../src/cli/args.ts';
import { AppError } from '../../src/errors.ts';
import type { Argument, Flag } from '../../src/cli/define.ts';

const flags: Readonly<Record<string, Flag>> = {
  since: { type: 'text', value: 'TIME', help: 'How far back.' },
  path: { type: 'list', value: 'PATH', help: 'A path.' },
  json: { type: 'boolean', help: 'JSON.' },
  output: { type: 'text', short: 'o', value: 'FILE', help: 'A file.' },
};
const args: readonly Argument[] = [{ name: 'THING', help: 'A thing.' }];
const parse = (...argv: string[]) => parseCommandLine(argv, { flags, args }, 'boil');

describe('what is understood', () => {
  test('Values follow a blank or an equals sign, and short flags work', () => {
    expect(parse('--since', '7d').text('since')).toBe('7d');
    expect(parse('--since=7d').text('since')).toBe('7d');
    expect(parse('-o', 'x.csv').text('output')).toBe('x.csv');
    expect(parse('-ox.csv').text('output')).toBe('x.csv');
    expect(parse('-o', '-').text('output')).toBe('-');
  });

  test('Switches are on, off with --no-, or not given', () => {
    expect([
      parse('--json').is('json'),
      parse('--no-json').isOff('json'),
      parse().is('json'),
      parse().isOff('json'),
      parse('--json=false').isOff('json'),
    ]).toEqual([true, true, false, false, true]);
  });

  test('Lists collect, texts are given once', () => {
    expect(parse('--path', 'a', '--path=b').list('path')).toEqual(['a', 'b']);
    expect(() => parse('--since', '1d', '--since', '2d')).toThrow(expect.objectContaining({ code: 'usage/bad-value' }));
    expect(parse('--since', '1d', '--since', '1d').text('since')).toBe('1d');
  });

  test('After two dashes everything is an argument', () => {
    expect(parse('--', '--json').args).toEqual(['--json']);
  });

  test('Help needs no arguments', () => {
    expect(
      parseCommandLine(['--help'], { args: [{ name: 'THING', help: 'A thing.', required: true }] }, 'boil').is('help'),
    ).toBe(true);
  });
});

describe('what is refused', () => {
  test.each([
    [['--sinse', '7d'], 'usage/unknown-flag', 'Did you mean "--since"?'],
    [['-x'], 'usage/unknown-flag', undefined],
    [['--no-since'], 'usage/unknown-flag', undefined],
    [['--constructor'], 'usage/unknown-flag', undefined],
    [['--since'], 'usage/missing-argument', 'How far back.'],
    [['--since', '--json'], 'usage/missing-argument', 'How far back.'],
    [['a', 'b'], 'usage/bad-value', undefined],
  ])('%j', (argv, code, hint) => {
    expect(() => parse(...argv)).toThrow(expect.objectContaining(hint === undefined ? { code } : { code, hint }));
  });

  test('Whatever words are given, the answer is a result or a refusal, never another error', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--since', '--json', '--no-json', '-o', '--', '--path=', '-', '--__proto__', '--json=maybe'),
    );
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        try {
          parse(...argv);
        } catch (cause) {
          expect(cause).toBeInstanceOf(AppError);
        }
      }),
    );
  });
});
