/** Tokens that their vendor marks in the middle or at the end rather than with a prefix. */

import { defineRule, type Found, type Hit } from '../define.ts';

/** What surrounds each mark: so many characters before it may belong to the token. */
const SHAPES: Readonly<Record<string, readonly RegExp[]>> = {
  'q~': [/(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{28,34}(?![\w~-])/g],
  jqqj00: [/[A-Za-z0-9]{40,52}JQQJ99[A-Za-z0-9]{20,40}/g],
  '+ast': [/[A-Za-z0-9+/]{60,80}\+ASt[A-Za-z0-9+/]{4,12}={0,2}/g],
  acdb: [/[A-Za-z0-9+/]{30,60}ACDb[A-Za-z0-9+/]{4,12}={0,2}/g],
  '.atlasv0.': [/[A-Za-z0-9]{10,16}\.atlasv1\.[A-Za-z0-9_=-]{30,90}/g],
  '-us0': [/(?<![\w-])[0-9a-f]{30,32}-us\d{1,2}(?!\w)/g],
  '-us00': [/(?<![\w-])[0-9a-f]{30,32}-us\d{1,2}(?!\w)/g],
  ':aa': [/(?<![\w:-])(?:bot)?\d{8,10}:AA[\w-]{28,36}(?![\w-])/g],
  ':ap': [/(?<![\w:-])[\w-]{11}:APA91b[\w-]{100,200}/g],
  '0|': [/(?<!\w)\d{15,16}\|[\w-]{24,40}(?!\w)/g],
  _mmk: [/(?<!\w)[A-Za-z0-9]{6}_[A-Za-z0-9]{26,30}_mmk(?!\w)/g],
  t0blbkfj: [/[A-Za-z0-9_-]{16,160}T3BlbkFJ[A-Za-z0-9_-]{16,160}/g],
};

export default defineRule('marked-token', {
  title: 'Token with a mark of its vendor inside',
  kind: 'secret',
  keywords: Object.keys(SHAPES),
  runs: true,
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    if (hit.keyword === '') {
      if (LAUNCH.test(text.slice(hit.start, Math.min(hit.end, hit.start + 60)))) found(hit.start, hit.end);
      return bot(text, hit, found);
    }
    const from = Math.max(0, hit.start - 170);
    const near = text.slice(from, hit.end + 210);
    for (const shape of SHAPES[hit.keyword] ?? [])
      for (const match of near.matchAll(shape)) {
        if (from + match.index <= hit.start && from + match.index + match[0].length >= hit.end)
          found(from + match.index, from + match.index + match[0].length);
      }
  },
  redacts: [
    ['id 0a1b2c3d4e5f60718293' + 'a4b5c6d7e8f9-us12', 'id ***'],
    ['bot 123456789' + ':AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1', 'bot ***'],
  ],
  keeps: ['a-us1', '12:aab', 'col1|col2', 'us-east-1'],
});

/** A Discord bot token: base64 of the bot's number, a time, a signature. */
function bot(text: string, hit: Readonly<Hit>, found: Found): void {
  if (text[hit.start - 1] !== '.' && text[hit.end] !== '.') return;
  const from = Math.max(0, hit.start - 48);
  const near = text.slice(from, hit.end + 48);
  for (const match of near.matchAll(BOT)) found(from + match.index, from + match.index + match[0].length);
}

const BOT = /(?<![\w.-])[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{26,40}(?![\w-])/g;

/** LaunchDarkly: a short word and a UUID, not always of hexadecimal digits. */
const LAUNCH = /^(?:sdk|api|mob)-[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/;
