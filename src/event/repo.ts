/** The identity of a repository, `host/owner/name`, from any spelling of its remote. Never holds a user name, a password or a port. */

/** Undefined when the text names no repository on a host (a local path, a bundle, an empty remote). */
export function normalizeRemote(url: string): string | undefined {
  const text = url.trim();
  const match = URL_FORM.exec(text) ?? SCP_FORM.exec(text);
  const host = match?.groups?.['host']?.toLowerCase();
  const path = match?.groups?.['path'];
  if (host === undefined || path === undefined || text.startsWith('file:')) return undefined;
  const names = path
    .replace(/[?#].*$/, '')
    .split('/')
    .filter((name) => name !== '' && name !== '.' && name !== '..');
  const last = names.pop()?.replace(/\.git$/i, '');
  if (last === undefined || last === '') return undefined;
  return [SSH_OVER_HTTPS[host] ?? host, ...names, last].join('/');
}

/** `scheme://user:password@host:port/path`; the credentials reach to the last `@` before the path. */
const URL_FORM =
  /^(?:git\+)?[a-z][a-z0-9+.-]*:\/\/(?:[^/]*@)?(?<host>\[[0-9a-f:.]+\]|[^/:@\s]+)(?::\d*)?\/(?<path>.+)$/i;

/** `user@host:path`, the way of scp; one letter before the colon is a Windows drive. */
const SCP_FORM = /^(?:[^@/\s]+@)?(?<host>[^/:@\s\\]{2,}):(?!\/\/)\/?(?<path>[^\\\s].*)$/;

/** Names under which a host answers ssh on the port of https. */
const SSH_OVER_HTTPS: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
  'altssh.bitbucket.org': 'bitbucket.org',
};
