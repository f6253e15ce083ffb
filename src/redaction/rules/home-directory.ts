/** The user name in the path of a home directory, on every system, also percent-encoded and as a folder-name slug. */

import { defineRule, type Found, type Hit } from '../define.ts';
import { isWord } from '../text.ts';

export default defineRule('home-directory', {
  title: 'User name in a path',
  kind: 'home',
  keywords: [
    '/users/',
    '/home/',
    '\\users\\',
    '\\\\users\\\\',
    '\\home\\',
    '\\\\home\\\\',
    '\\\\\\\\users\\\\\\\\',
    '\\/users\\/',
    '\\/home\\/',
    '%0fusers%0f',
    '%2fusers%2f',
    '%2fhome%2f',
    '%5cusers%5c',
    '-users-',
    '-home-',
    '~',
    'documents and settings\\',
  ],
  find(text: string, hit: Readonly<Hit>, found: Found): void {
    const { keyword, start, end } = hit;
    if (keyword === '~') return tilde(text, hit, found);
    if (keyword.startsWith('-')) return slug(text, hit, found);
    if (keyword.includes('/')) {
      if (keyword.includes('users') && text.slice(start, end).includes('users')) return;
      if (start > 0 && isWord(text.charCodeAt(start - 1)) && !isDrive(text, start)) return;
    }
    NAME.lastIndex = end;
    if (!NAME.test(text)) return;
    let name = text.slice(end, NAME.lastIndex);
    if (keyword.includes('%')) name = name.split('%')[0] ?? '';
    if (keyword.includes('\\')) name = SPACED.exec(text.slice(end, end + 48))?.[0] ?? name;
    while (name.endsWith('.')) name = name.slice(0, -1);
    if (name !== '' && isSomebody(name)) found(end, end + name.length);
  },
  redacts: [
    ['cd /Users/kj' + 'ohansson/work', 'cd /Users/***/work'],
    ['C:\\Users\\J. Do' + 'e\\Desktop', 'C:\\Users\\***\\Desktop'],
    ['~/.claude/projects/-Users-kj' + 'ohansson-work', '~/.claude/projects/-Users-***-work'],
    ['/mnt/c/Users/le' + 'na/x', '/mnt/c/Users/***/x'],
    ['file%3A%2F%2F%2FUsers%2Fle' + 'na%2Fa', 'file%3A%2F%2F%2FUsers%2F***%2Fa'],
  ],
  keeps: [
    '/Users/Shared/x',
    'GET /users/42',
    'https://x.io/home/start',
    '/home/runner/work',
    '/home/$USER/x',
    'src/home/index.ts',
    '/Users/***/x',
    'HEAD~2',
    '~/src',
  ],
});

/** The same name stands in nearly every path of a machine. */
let last = { name: '', isSomebody: false };

function isSomebody(name: string): boolean {
  if (name !== last.name) last = { name, isSomebody: !NOBODY.test(name) && !PAGE.test(name) };
  return last.isSomebody;
}

/** `/c/Users`, `/mnt/c/Users`, `C:/Users`, `file:///Users`: the letter before is a drive, or nothing is. */
function isDrive(text: string, slash: number): boolean {
  return /(?:^|[^A-Za-z0-9.])(?:\/(?:mnt\/)?[a-z]|\/(?:export|var|private|nfs|net|data|System\/Volumes\/Data|host|host_mnt|Volumes\/[\w ]{1,30}|usr)|[A-Za-z]:|[A-Za-z]|file:\/\/[\w.-]{1,40})$/.test(
    text.slice(Math.max(0, slash - 40), slash),
  );
}

/** `~name/`. */
function tilde(text: string, hit: Readonly<Hit>, found: Found): void {
  if (!/^$|[\s:=([]/.test(text[hit.start - 1] ?? '')) return;
  TILDE.lastIndex = hit.end;
  const name = TILDE.exec(text)?.[1];
  if (name !== undefined && !NOBODY.test(name)) found(hit.end, hit.end + name.length);
}

/** `-Users-name-project`, the way Claude Code names the folder of a project. */
function slug(text: string, hit: Readonly<Hit>, found: Found): void {
  if (!/^-(?:Users|home)-$/.test(text.slice(hit.start, hit.end))) return;
  if (
    isWord(text.charCodeAt(hit.start - 1)) &&
    !/(?:^|[^A-Za-z0-9])(?:[A-Za-z]-|-mnt-[a-z])$/.test(text.slice(Math.max(0, hit.start - 8), hit.start))
  )
    return;
  SLUG.lastIndex = hit.end;
  const name = SLUG.exec(text)?.[0];
  if (name !== undefined && !NOBODY.test(name)) found(hit.end, hit.end + name.length);
}

const NAME = /[^/\\\s"'`:;,<>|*?(){}[\]&#=!]{1,64}/y;
const SPACED = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,38}(?=\\)/u;
const TILDE = /([a-z_][a-z0-9_.-]{1,31})\//y;
const SLUG = /[A-Za-z0-9_.]{1,40}/y;
const NOBODY =
  /^(?:shared|public|default|all users|default user|runner|runneradmin|runner-?user|root|node|user|users|username|user_?name|your[-_ ]?(?:user)?name|you|me|name|app|vscode|circleci|travis|jovyan|coder|linuxbrew|git|ubuntu|ec2-user|vagrant|codespace|container|containeruser|containeradministrator|vsts|appuser|user-[0-9a-f]{6}|\*+|x+|\$.*|%.*|~.*|\.{1,3}|…|-.*|@.*|\[.*)$/i;
/** Pages of a site, not persons. */
const PAGE =
  /\.(?:html?|tsx?|jsx?|php|aspx?|css|vue|md|json|png|svg)$|^(?:index|page|dashboard|settings|about|login|logout)$/i;
