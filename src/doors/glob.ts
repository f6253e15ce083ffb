/** Globs of a source, `*` within a name and `**` over folders, walked one name at a time, so that folders that cannot match are not entered. */

/** The places in the pattern where a walk may stand. */
export type Places = readonly number[];

export type Glob = {
  readonly start: Places;
  /** Where the walk stands after entering the folder `name`; empty when nothing below can match. */
  enter(places: Places, name: string): Places;
  matches(places: Places, name: string): boolean;
  /** Whether a whole path with forward slashes matches. */
  test(path: string): boolean;
};

export function compileGlob(pattern: string): Glob {
  const parts = pattern.split('/').filter((part) => part !== '');
  const tests = parts.map((part) => (part === '**' ? undefined : namePattern(part)));
  const last = tests.length - 1;

  const start = widen([0]);
  const enter = (places: Places, name: string): Places => {
    const next: number[] = [];
    for (const place of places) {
      const test = tests[place];
      if (place <= last && test === undefined) next.push(place);
      else if (place < last && test?.(name) === true) next.push(place + 1);
    }
    return widen(next);
  };
  const matches = (places: Places, name: string): boolean => places.includes(last) && (tests[last]?.(name) ?? true);

  /** `**` also stands for no folder at all. */
  function widen(places: number[]): Places {
    const all = new Set(places);
    for (const place of all) if (place < last && tests[place] === undefined) all.add(place + 1);
    return [...all];
  }

  return {
    start,
    enter,
    matches,
    test(path) {
      const names = path.split('/');
      const file = names.pop() ?? '';
      let places = start;
      for (const name of names) places = enter(places, name);
      return matches(places, file);
    },
  };
}

function namePattern(part: string): (name: string) => boolean {
  if (!part.includes('*')) return (name) => name === part;
  const [before = '', ...rest] = part.split('*');
  if (rest.length === 1) {
    const after = rest[0] ?? '';
    return (name) => name.length >= before.length + after.length && name.startsWith(before) && name.endsWith(after);
  }
  const pattern = new RegExp(
    `^${part
      .split('*')
      .map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
      .join('[^/]*')}$`,
  );
  return (name) => pattern.test(name);
}
