/** Lines of files whose form alone says where the secret is: `.pgpass`, Postfix' `sasl_passwd`, JSON Web Keys. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isFiller } from '../shape.ts';

/** Characters around `"kty"` that belong to the key. */
const AROUND = 2048;

export default defineRule('credential-file', {
  title: 'Secret in a file of credentials',
  kind: 'secret',
  keywords: [':0000:', ':00000:', ']:00 ', ']:000 ', '"kty"', '\\"kty\\"'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword.includes('kty')) return webKey(text, hit, found);
    const from = Math.max(0, hit.start - 128);
    const line = text.slice(from, hit.end + 256);
    for (const match of line.matchAll(hit.keyword.startsWith(']') ? SASL : PGPASS)) {
      const where = match.indices?.[1];
      if (where !== undefined && from + match.index <= hit.start && !isFiller(match[1] ?? ''))
        found(from + where[0], from + where[1]);
    }
  },
  redacts: [
    ['db.acme.io:5432:shop:app:tea' + 'kettle', 'db.acme.io:5432:shop:app:***'],
    ['[smtp.acme.io]:587 post:tea' + 'kettle', '[smtp.acme.io]:587 post:***'],
    ['{"kty":"EC","d":"kX9vQ2mZ7tLp' + '4Wb8kX9vQ2mZ7tLp4Wb8","x":"a"}', '{"kty":"EC","d":"***","x":"a"}'],
  ],
  keeps: [
    '127.0.0.1:5432:5432',
    'src/a.ts:1200:14',
    '{"kty":"EC","crv":"P-256","x":"kX9vQ2mZ7tLp4Wb8kX9vQ2mZ7tLp4Wb8"}',
    '[::1]:587 ready',
  ],
});

const PGPASS = /^(?:[\w.*-]{1,80}):(?:\d{4,5}|\*):[\w.*-]{1,64}:[\w.*-]{1,64}:(\S{3,128})$/dgm;
const SASL = /^\[[\w.-]{3,80}\]:\d{2,3} [^\s:]{1,80}:(\S{3,128})$/dgm;

/** The private members of a JSON Web Key, and the secret of a symmetric one. */
function webKey(text: string, hit: Readonly<Hit>, found: Found): void {
  if (hit.start < (hit.seen.get('web-key') ?? 0)) return;
  const from = Math.max(0, hit.start - AROUND);
  hit.seen.set('web-key', hit.end + AROUND);
  for (const match of text.slice(from, hit.end + AROUND).matchAll(MEMBER)) {
    const where = match.indices?.[1];
    if (where !== undefined) found(from + where[0], from + where[1]);
  }
}

const MEMBER = /"(?:d|p|q|dp|dq|qi|k)\\{0,7}" ?: ?\\{0,7}"([A-Za-z0-9_-]{16,2048})/dg;
