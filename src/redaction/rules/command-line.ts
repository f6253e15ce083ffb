/** Passwords in the places where programs take them: `curl -u user:…`, `mysql -p…`, `sshpass -p …`, `… | docker login --password-stdin`. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { startsWord } from '../text.ts';
import { isFiller, isPlaceholder } from '../shape.ts';

/** Characters of one command that are looked at. */
const COMMAND = 500;

/** For each program, where the secret is: the group that matched, quoted or bare. */
const V = '(?:\\\\{0,7}["\']([^"\'\\n\\\\]{3,256})|([^\\s"\'\\\\;|&<>]{3,256}))';
const PAIR =
  '(?:\\\\{0,7}["\'])?[^\\s"\'\\\\:;|&]{0,64}(?:\\\\{0,7}["\'])?:(?:\\\\{0,7}["\'])?([^\\s"\'\\\\;|&<>]{2,256})';
type Place = RegExp | { readonly names: string; readonly value: string; compiled?: RegExp };

/** Compiled when the program is met for the first time. */
const flag = (names: string, value = V): Place => ({ names, value });

const PASSWORD_FLAG = flag('(?:-p|--password)[ =]');
const PROGRAMS: Readonly<Record<string, readonly Place[]>> = {
  curl: [
    flag('(?:-[A-Za-z]{0,5}u|--user|-U|--proxy-user)[ =]{0,2}', PAIR),
    flag('-[A-Za-z]{0,3}b\\s{0,2}(?:\\\\{0,7}["\'])?[\\w.-]{1,64}=', '([^\\s"\'\\\\;|&<>]{6,256})'),
  ],
  wget: [flag('(?:--(?:http-|ftp-|proxy-)?password)[ =]')],
  http: [flag('(?:-a|--auth)[ =]', PAIR)],
  mysql: [flag('-p', V)],
  mysqldump: [flag('-p', V)],
  mysqladmin: [flag('-p', V)],
  mariadb: [flag('-p', V)],
  sshpass: [flag('-p ?')],
  'redis-cli': [flag('(?:-a|--pass)[ =]')],
  docker: [PASSWORD_FLAG],
  podman: [PASSWORD_FLAG],
  helm: [PASSWORD_FLAG],
  oc: [PASSWORD_FLAG],
  az: [PASSWORD_FLAG],
  cqlsh: [PASSWORD_FLAG],
  buildah: [PASSWORD_FLAG],
  nerdctl: [PASSWORD_FLAG],
  mongo: [PASSWORD_FLAG],
  mongosh: [PASSWORD_FLAG],
  mongodump: [PASSWORD_FLAG],
  mongorestore: [PASSWORD_FLAG],
  skopeo: [flag('--(?:src-|dest-)?creds[ =]', PAIR)],
  ldapsearch: [flag('-w ?')],
  ldapmodify: [flag('-w ?')],
  ldapadd: [flag('-w ?')],
  sqlcmd: [flag('-P ?')],
  bcp: [flag('-P ?')],
  mosquitto_pub: [flag('-P ')],
  mosquitto_sub: [flag('-P ')],
  zip: [flag('-P ?')],
  unzip: [flag('-P ?')],
  '7z': [flag('-p')],
  keytool: [flag('-(?:storepass|keypass|srcstorepass|deststorepass|new)[ =]')],
  smbclient: [flag('-U ?(?:\\\\{0,7}["\'])?[^\\s%]{1,64}%', '([^\\s"\'\\\\;|&<>]{3,256})')],
  htpasswd: [flag('-[A-Za-z]{0,4}b[A-Za-z]{0,4} (?:\\S{1,200} )?\\S{1,64} ')],
  xfreerdp: [flag('/p:')],
  psexec: [flag('-p ')],
  lftp: [flag('-u [^\\s,]{1,64},', '([^\\s"\'\\\\;|&<>]{2,256})')],
  openssl: [
    flag('-(?:passin|passout|pass|password) (?:\\\\{0,7}["\'])?pass:', '([^\\s"\'\\\\;|&<>]{2,256})'),
    flag('-[kK] '),
  ],
  sqlplus: [/(?<=\s)[\w$#]{1,64}\/([^\s@"'/]{2,128})@/dg],
  vault: [/(?<=login )(?!-)([^\s"'\\;|&=]{8,256})/dg, flag('-?token=')],
  gh: [flag('(?:--body|-b)[ =]')],
  influx: [flag('-password ')],
  snmpwalk: [flag('-(?:c|A|X) ')],
  snmpget: [flag('-(?:c|A|X) ')],
  'ssh-keygen': [flag('-(?:N|P) ')],
  rabbitmqctl: [/(?<=(?:add_user|change_password) [\w.@-]{1,64} )(?:\\{0,7}["'])?([^\s"'\\;|&]{3,256})/dg],
  mc: [/(?<=alias set \S{1,64} \S{1,128} \S{1,128} )(?:\\{0,7}["'])?([^\s"'\\;|&]{8,256})/dg],
};

const names = Object.keys(PROGRAMS);

export default defineRule('command-line', {
  title: 'Password in a command',
  kind: 'secret',
  keywords: [
    ...names.map((name) => `${name.replace(/\d/g, '0')} `),
    'password-stdin',
    'chpasswd',
    'with-token',
    'sudo -s',
    'net user ',
    'net use ',
  ],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    const keyword = text.slice(hit.start, hit.end).toLowerCase();
    if (PIPED.has(keyword)) return piped(text, hit.start, found);
    if (!startsWord(text, hit.start) || text[hit.start - 1] === '-') return;
    if (keyword.startsWith('net ')) return report({ text, from: hit.end, pattern: NET }, found);
    const patterns = PROGRAMS[keyword.trimEnd()];
    if (patterns === undefined) return;
    if (keyword === 'gh ' && !/^secret set /.test(text.slice(hit.end, hit.end + 12))) return;
    if (hit.start < (hit.seen.get(keyword) ?? 0)) return;
    hit.seen.set(keyword, hit.end - 1 + commandLength(text, hit.end - 1));
    for (const place of patterns) report({ text, from: hit.end - 1, pattern: patternOf(place) }, found);
  },
  redacts: [
    ['curl -u admin:hunt' + 'er2 https://x.io', 'curl -u admin:*** https://x.io'],
    ['mysql -uroot -ps3cr' + 'et shop', 'mysql -uroot -p*** shop'],
    ['echo "hunt' + 'er2!" | docker login -u x --password-stdin', 'echo "***" | docker login -u x --password-stdin'],
    ['openssl rsa -passin pass:foo' + 'bar -in k', 'openssl rsa -passin pass:*** -in k'],
    ['sshpass -p hunt' + 'er2 ssh x', 'sshpass -p *** ssh x'],
  ],
  keeps: [
    'docker run -p 8080:80 img',
    'mkdir -p a/b',
    'curl -u "${USER}:${PASS}" x',
    'mysql -p shop',
    'docker login -u x',
    'cat key | docker login --password-stdin',
    'curl -u $USER:$PASS x',
    'http -a',
  ],
});

const PIPED = new Set(['password-stdin', 'chpasswd', 'with-token', 'sudo -s']);
const NET = /^(?:\S{1,80} ){1,3}?(?![/*])([^\s"'\\/:]{4,64})(?= \/)/dg;
const ECHO =
  /(?:echo|printf)(?: -[neE]{1,3})? (?:'%s' |"%s" )?(?:\\{0,7}["'])?(?:[\w.-]{1,32}:)?([^\s"'|$`\\]{3,256})(?:\\{0,7}["'])?(?:\\n)? ?\|[^|\n]{0,200}$/d;
const HERE = /^[^\n|;]{0,80}<<<[ ]?(?:\\{0,7}["'])?([^\s"'|$`\\]{3,256})/dg;

/** `echo secret | program --password-stdin`, `program --with-token <<< secret`. */
function piped(text: string, at: number, found: Found): void {
  const from = Math.max(0, at - COMMAND);
  const match = ECHO.exec(text.slice(from, at));
  const where = match?.indices?.[1];
  if (where !== undefined && !isFiller(match?.[1] ?? '')) found(from + where[0], from + where[1]);
  report({ text, from: at, pattern: HERE }, found);
}

function patternOf(place: Place): RegExp {
  if (place instanceof RegExp) return place;
  return (place.compiled ??= new RegExp(`(?<=\\s)(?:${place.names})${place.value}`, 'gd'));
}

/** How far the command goes: to the end of the line (unless continued), a pipe, a semicolon. */
function commandLength(text: string, from: number): number {
  const rest = text.slice(from, from + COMMAND);
  const end = rest.search(/(?<!\\)\n|(?<!\\)\\n|[;|]|&&/);
  return end < 0 ? rest.length : end;
}

/** What the pattern finds in the text from here on. */
type Look = { readonly text: string; readonly from: number; readonly pattern: RegExp };

function report({ text, from, pattern }: Look, found: Found): void {
  const command = text.slice(from, from + (pattern === HERE ? COMMAND : commandLength(text, from)));
  for (const match of command.matchAll(pattern)) {
    const group = match[1] === undefined ? match.length - 1 : 1;
    const where = match.indices?.[group];
    const value = match[group] ?? '';
    if (where !== undefined && !isPlaceholder(value) && !PORTS.test(value)) found(from + where[0], from + where[1]);
  }
}

/** `-p 8080:80` publishes ports; `-p $PASS` and `%PASS%` are variables. */
const PORTS = /^\d{1,5}(?::\d{1,5}){0,2}(?:\/\w+)?$|^\$|^%/;
