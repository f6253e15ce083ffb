/** Settings files as people have them: any layout, comments, trailing commas, hooks of their own, a mark at the beginning. */

import fc from 'fast-check';

const json = fc.jsonValue({ maxDepth: 2 });
const handler = fc.record({
  type: fc.constant('command'),
  command: fc.constantFrom('echo hi', 'say "done"', 'node ./hook.cjs'),
});
const group = fc.oneof(
  fc.record({ matcher: fc.constantFrom('Bash', '*', ''), hooks: fc.array(handler, { maxLength: 3 }) }),
  fc.record({ hooks: fc.array(handler, { maxLength: 2 }) }),
);
const events = fc.constantFrom('PostToolUse', 'Stop', 'SessionEnd', 'AfterAgent', 'Notification');
const hooks = fc.dictionary(events, fc.array(group, { maxLength: 3 }), { maxKeys: 4 });

const value = fc.record(
  {
    model: fc.string({ maxLength: 8 }),
    hooks,
    env: fc.dictionary(fc.stringMatching(/^[A-Z]{1,8}$/), json, { maxKeys: 3 }),
    'hooks ': json,
    permissions: json,
  },
  { requiredKeys: [] },
);

type Layout = {
  readonly indent: string;
  readonly eol: string;
  readonly end: string;
  readonly comments: boolean;
  readonly trailing: boolean;
};

const layout: fc.Arbitrary<Layout> = fc.record({
  indent: fc.constantFrom('  ', '    ', '\t', ''),
  eol: fc.constantFrom('\n', '\r\n'),
  end: fc.constantFrom('', '\n', '\n\n'),
  comments: fc.boolean(),
  trailing: fc.boolean(),
});

function written(settings: object, { indent, eol, end, comments, trailing }: Layout): string {
  let text = JSON.stringify(settings, null, indent);
  if (indent !== '') {
    // Only where a line is nothing but a bracket: texts of values keep what they are.
    if (trailing) text = text.replace(/([\]}"\w])\n(\s*[\]}]+)$/gm, '$1,\n$2');
    if (comments) text = text.replace(/^(\s*[\]}],)$/gm, '$1 // so it is').replace(/^\{/, '{ /* mine */');
  }
  return text.replaceAll('\n', eol) + end;
}

const plain = fc.tuple(value, layout).map(([settings, how]) => written(settings, how));

export const settingsText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: plain },
  { weight: 2, arbitrary: plain.map((text) => `\ufeff${text}`) },
  { weight: 1, arbitrary: fc.constantFrom('', ' \n', '{}', '{ }', '{\n}', '{ // nothing\n}\n', '// first\n{"a": 1}') },
);
