/** IP addresses that may be somebody's: loopback, unspecified, masks, documentation ranges and version numbers stay. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isDigit, isHex, isWord } from '../text.ts';

const MIDDLES = ['0', '00', '000'].flatMap((second) => ['0', '00', '000'].map((third) => `.${second}.${third}.`));

export default defineRule('ip-address', {
  title: 'IP address',
  kind: 'ip',
  keywords: MIDDLES,
  colons: true,
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword === '') return six(text, hit, found);
    let start = hit.start;
    while (start > 0 && hit.start - start < 4 && isDigit(text.charCodeAt(start - 1))) start -= 1;
    let end = hit.end;
    while (end < text.length && end - hit.end < 4 && isDigit(text.charCodeAt(end))) end += 1;
    const octets = text.slice(start, end).split('.').map(Number);
    if (octets.length !== 4 || start === hit.start || end === hit.end || octets.some((octet) => octet > 255)) return;
    const before = text[start - 1] ?? '';
    const after = text.charCodeAt(end);
    if (
      (isWord(before.charCodeAt(0)) && !(text[start - 2] === '\\' && 'nrt'.includes(before))) ||
      before === '.' ||
      isWord(after) ||
      (after === 46 && isDigit(text.charCodeAt(end + 1)))
    )
      return;
    if (isPublicKnowledge(octets) || (octets[3] === 0 && text[end] === '/') || isVersion(text, start, octets)) return;
    found(start, end);
  },
  redacts: [
    ['connect ETIMEDOUT 90.238.' + '228.29:443', 'connect ETIMEDOUT [redacted:ip]:443'],
    ['http://[fe80::728c:' + '14bf:fed4:9b26]:3000/', 'http://[[redacted:ip]]:3000/'],
  ],
  keeps: [
    '127.0.0.1:3000',
    '0.0.0.0',
    'version 1.2.3.4',
    'Chrome/120.0.0.0',
    '10.0.0.0/8',
    'std::vec::Vec',
    '::1',
    '12:34:56',
    '1.2.3.4.5',
    '255.255.255.0',
    '192.0.2.7',
  ],
});

/** Ranges that belong to nobody, and resolvers that everybody uses. */
function isPublicKnowledge([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  if (a === 0 || a === 127 || a === 255) return true;
  if ((a === 192 && b === 0 && c === 2) || (a === 198 && b === 51 && c === 100) || (a === 203 && b === 0 && c === 113))
    return true;
  return (
    (a === b && b === c && c === d && a < 10) ||
    (a === 8 && b === 8 && c === 4) ||
    (a === 169 && b === 254 && c === 169)
  );
}

/** Versions, sections, object identifiers and coordinates have four numbers too: the words and numbers before tell. */
function isVersion(text: string, start: number, octets: readonly number[]): boolean {
  if (octets[2] === 0 && octets[3] === 0) return true;
  const before = text.slice(Math.max(0, start - 32), start);
  if (URL_BEFORE.test(before)) return false;
  if (VERSION_BEFORE.test(before) || DECIMAL_BEFORE.test(before)) return true;
  return octets.every((octet) => octet < 50) && !HOST_BEFORE.test(before);
}

const URL_BEFORE = /:\/\/$|[/\\]{2}$|@$/;
const VERSION_BEFORE =
  /(?:\b(?:version|ver|release|build|v8|v|upgrad\w*|updat\w*|bump\w*|downgrad\w*|section|sec|chapter|oid|\w*identifier)\b[^\n:]{0,16}|==|>=|<=|~=|\^|~|§|[A-Za-z]\/|\bv)\s?$/i;
/** `-2.12 3.51.98.32` is the path of a drawing. */
const DECIMAL_BEFORE = /(?:^|[\s,A-Za-z-])\d{0,4}\.\d{1,3}[ ,]?$/;
const HOST_BEFORE = /(?:@|host|addr|address|ip|from|to|server|peer|client|connect\w*|listen\w*)\W{0,5}$/i;

function six(text: string, hit: Readonly<Hit>, found: Found): void {
  let start = hit.start;
  while (start > 0 && hit.start - start < 40 && isSix(text.charCodeAt(start - 1))) start -= 1;
  let end = hit.end;
  while (end < text.length && end - start < 50 && isSix(text.charCodeAt(end))) end += 1;
  if (text[end - 1] === ':' && text[end - 2] !== ':') end -= 1;
  const before = text.charCodeAt(start - 1);
  if (isWord(before) && !(text[start - 2] === '\\' && 'nrt'.includes(text[start - 1] ?? ''))) return;
  if (isWord(text.charCodeAt(end))) return;
  if (isAddress(text.slice(start, end))) found(start, end);
}

function isSix(code: number): boolean {
  return isHex(code) || code === 58;
}

/** Whether it is an IPv6 address that is worth hiding: some groups of more than one digit. */
function isAddress(value: string): boolean {
  if (value.length < 6 || value.length > 39 || !/[0-9]/.test(value) || value.includes(':::')) return false;
  const halves = value.split('::');
  if (halves.length > 2) return false;
  const groups = value.split(':').filter((group) => group !== '');
  // Link-local addresses made from hardware addresses are often printed with a group of five.
  const longest = /^fe80:/i.test(value) ? 5 : 4;
  if (groups.some((group) => group.length > longest)) return false;
  if (halves.length === 1) return groups.length === 8 && value.split(':').length === 8;
  return (
    groups.length <= 7 && groups.filter((group) => group.length > 1).length >= 2 && !/^(?:2001:db8:|ff0)/i.test(value)
  );
}
