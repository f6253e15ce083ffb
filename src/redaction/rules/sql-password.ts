/** Passwords in SQL: `IDENTIFIED BY '…'`, `CREATE ROLE … PASSWORD '…'`, `SET PASSWORD …`. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isFiller } from '../shape.ts';

export default defineRule('sql-password', {
  title: 'Password in SQL',
  kind: 'secret',
  keywords: ['identified ', 'password ', 'password(', 'password for '],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    const identified = hit.keyword === 'identified ';
    if (!STATEMENT.test(text.slice(Math.max(0, hit.start - 160), hit.start))) return;
    const pattern = identified ? IDENTIFIED : PASSWORD;
    pattern.lastIndex = hit.end;
    const value = pattern.exec(text)?.[1];
    if (value !== undefined && !isFiller(value)) found(pattern.lastIndex - value.length, pattern.lastIndex);
  },
  redacts: [
    ["create user 'app'@'%' identified by 'wa" + "-kee'", "create user 'app'@'%' identified by '***'"],
    ["ALTER ROLE app WITH PASSWORD 'open" + "sesame'", "ALTER ROLE app WITH PASSWORD '***'"],
  ],
  keeps: [
    "the commands identified by 'code' are many",
    'identified by name',
    'select password from users',
    'password for user',
  ],
});

const IDENTIFIED =
  /\s{0,8}(?:with\s{1,8}[\w"'`]{1,40}\s{1,8})?by\s{1,8}(?:password\s{1,8})?\\{0,7}["']([^"'\\\n]{1,256})/iy;
const PASSWORD = /\s{0,8}(?:for\s[^=\n]{1,80}=\s?)?(?:=\s?)?(?:password\s?)?\(?\\{0,7}["']([^"'\\\n]{1,256})/iy;
const STATEMENT = /(?:create|alter|set|grant)\s[^;]{0,150}$/i;
