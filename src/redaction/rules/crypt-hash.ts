/** Password hashes in the forms of crypt, bcrypt, Argon2, scrypt, PBKDF2 and LDAP. They can be cracked, so they count as passwords. */

import { defineRule, type Found, type Hit } from '../define.ts';

export default defineRule('crypt-hash', {
  title: 'Password hash',
  kind: 'secret',
  keywords: [
    '$0$',
    '$0a$',
    '$0b$',
    '$0y$',
    '$0x$',
    '$y$',
    '$apr0$',
    '$argon0',
    '$scrypt$',
    '$pbkdf0',
    '$gy$',
    '{ssha',
    '{sha}',
    '{crypt}',
    'pbkdf0_sha',
    'scram-sha-000$',
  ],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    HASH.lastIndex = hit.start;
    const match = HASH.exec(text)?.[0];
    if (match !== undefined && /[A-Za-z]/.test(match)) found(hit.start, hit.start + match.length);
  },
  redacts: [
    ['root:$6' + '$wFiIWkxR2oH7$7s8vN8xqIrXoHGbBp9m9ke05ijMs5kIFt9vHsdL2LYYq5piWmKEdfizPYhf:19000', 'root:***:19000'],
  ],
  keeps: ['cost is $5$', '$1$2', 'echo $1'],
});

const HASH =
  /\$(?:[1567]|2[abxy]|y|gy|apr1|argon2(?:id|i|d)|scrypt|pbkdf2(?:-sha\d{1,3})?)\$[A-Za-z0-9./,=+$_-]{20,300}|\{(?:SSHA\d{0,3}|SHA|CRYPT)\}[A-Za-z0-9+/=$.]{16,300}|pbkdf2_sha\d{1,3}\$[A-Za-z0-9./+=$]{30,300}|SCRAM-SHA-(?:1|256)\$[A-Za-z0-9+/=$:]{30,300}/iy;
