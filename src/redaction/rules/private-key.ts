/** The body of a private key in PEM, OpenSSH, PGP or PuTTY form: every line of it, also without an end, indented, quoted, escaped or in a diff. */

import { defineRule, type Found, type Hit } from '../define.ts';

const LONGEST = 64 * 1024;

export default defineRule('private-key', {
  title: 'Private key',
  kind: 'private-key',
  keywords: ['-----begin', '---- begin', 'private-lines:'],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    const header = hit.keyword === 'private-lines:' ? COUNT : HEADER;
    header.lastIndex = hit.end;
    if (!header.test(text)) return;
    const at = header.lastIndex;
    const limit = Math.min(text.length, at + LONGEST);
    let start = -1;
    let end = at;
    let wide = 0;
    for (LINE.lastIndex = at; end < limit;) {
      const match = LINE.exec(text);
      if (match === null) break;
      const body = match[1] ?? '';
      wide = Math.max(wide, body.length);
      end = LINE.lastIndex;
      if (start < 0) start = end - body.length;
    }
    if (start >= 0 && wide >= 16) found(start, end);
  },
  redacts: [
    [
      `-----BEGIN RSA PRIVATE ${'KEY'}-----\nMIIEpQIBAAKCAQEAn6O8li\nyxR5MsXFu9PRsrYQA7==\n-----END RSA PRIVATE ${'KEY'}-----`,
      `-----BEGIN RSA PRIVATE ${'KEY'}-----\n[redacted:private-key]\n-----END RSA PRIVATE ${'KEY'}-----`,
    ],
  ],
  keeps: [
    `-----BEGIN ${'PUBLIC'} KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOC\n-----END`,
    `-----BEGIN PRIVATE ${'KEY'}-----\n...\n-----END PRIVATE ${'KEY'}-----`,
    '-----BEGIN CERTIFICATE-----',
  ],
});

const HEADER = /(?:[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?| ?OpenVPN Static key V\d)(?:-----| ----)/y;
/** PuTTY says how many lines follow. */
const COUNT = / ?\d{1,4}/y;
/** Decoration (white space, escapes, quotes, diff signs, line numbers), then a line of base64 or a header line of the format. */
const LINE =
  /(?:[\s"'`+,>|*#;→]|\\{1,8}[a-z]|\\{1,8}(?=["'])|-(?!-)|\d{1,5}(?:→|\t|[|:] )){0,64}((?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\n\\]{1,120}|[A-Za-z0-9+/]{12,4096}={0,2}|[A-Za-z0-9+/=]{1,76}(?=\s{0,8}(?:\\|\n|\r|-----|["'`]|$)))/y;
