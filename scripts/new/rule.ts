/** A new redaction rule: one file, whose examples are its tests. */

import type { Files } from './templates.ts';

export function ruleFiles(name: string): Files {
  return { [`src/redaction/rules/${name}.ts`]: moduleText(name) };
}

function moduleText(name: string): string {
  const word = name.replaceAll('-', '_').replace(/\d/g, 'x');
  return `/** Finds tokens of ${name}. Example tokens are assembled, so that the scanners of others stay quiet. */

import { defineRule } from '../define.ts';

const TOKEN = /[A-Za-z0-9]{20,64}/y;

export default defineRule('${name}', {
  title: 'Token of ${name}',
  kind: 'secret',
  keywords: ['${word}-tok-'],
  find(text, hit, found) {
    TOKEN.lastIndex = hit.end;
    const token = TOKEN.exec(text);
    if (token !== null) found(hit.start, hit.end + token[0].length);
  },
  redacts: [['login with ${word}-tok-' + 'a1B2'.repeat(6), 'login with ***']],
  keeps: ['${word}-tok-', '${word}-tok-short'],
});
`;
}
