/** The second literal of a call or pair that logs in: `login("user", "…")`, `auth=("user", "…")`, `BasicAuth('user', '…')`. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isFiller, isGibberish, looksLikeToken } from '../shape.ts';

export default defineRule('login-call', {
  title: 'Password in a call that logs in',
  kind: 'secret',
  keywords: [
    'login(',
    'log_in(',
    'signin(',
    'sign_in(',
    'auth(',
    'auth=(',
    'auth = (',
    'authenticate(',
    'credentials(',
    'credential(',
    'securestring ',
    'securestring(',
  ],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    const pattern = hit.keyword.startsWith('secure') ? FIRST : SECOND;
    pattern.lastIndex = hit.end;
    const match = pattern.exec(text);
    const value = match?.[2] ?? '';
    if (match === null || isFiller(value) || !(looksLikeToken(value) || isGibberish(value) || MIXED.test(value)))
      return;
    const end = pattern.lastIndex - (match[3] ?? '').length;
    found(end - value.length, end);
  },
  redacts: [
    ['client.login("ada", "kettle' + '42!")', 'client.login("ada", "***")'],
    ["ConvertTo-SecureString 'kX9vQ2mZ" + "7tLp' -AsPlainText", "ConvertTo-SecureString '***' -AsPlainText"],
  ],
  keeps: [
    'login("google", "callback")',
    "auth('user', 'password')",
    'login(user, password)',
    'auth("jwt", { session: false })',
  ],
});

const SECOND =
  /\s{0,8}\\{0,7}(["'])[^"'\\\n]{1,64}\\{0,7}\1,\s{0,8}\\{0,7}["']([^"'\\\s]{4,256})(\\{0,7}["']\s{0,8}[,)])/y;
const FIRST = /(?:-String )?(?:\\{0,7}(["']))([^"'\\\s]{4,256})(\\{0,7}\1)/y;
/** Letters and digits with a sign among or after them, as people make passwords. */
const MIXED = /^(?=.*[A-Za-z])(?=.*\d)(?=.*[^A-Za-z0-9_./-]).{6,}$/;
