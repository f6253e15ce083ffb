/** Globs of a source, `*` within a name, `**` over folders and `{a,b}` for either, walked one name at a time, so that folders that cannot match are not entered. */

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

/** The patterns that `{a,b}` stands for; braces stand in no others. */
export function alternativesOf(pattern: string): readonly string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{(.*?)\}(.*)$/.exec(pattern) ?? [];
  if (choices === undefined) return [pattern];
  return choices.split(',').flatMap((choice) => alternativesOf(before + choice + after));
}

export function compileGlob(pattern: string): Glob {
  const [only, ...others] = alternativesOf(pattern).map(compileOne);
  return only === undefined || others.length === 0 ? (only ?? compileOne(pattern)) : either([only, ...others]);
}

/** Places in the second pattern are counted on from those of the first, and so on. */
const PLACES_OF_ONE = 1000;

function either(globs: readonly Glob[]): Glob {
  const shifted = (places: Places, by: number): Places => places.map((place) => place + by * PLACES_OF_ONE);
  const ofOne = (places: Places, index: number): Places =>
    shifted(
      places.filter((place) => Math.floor(place / PLACES_OF_ONE) === index),
      -index,
    );
  return {
    start: globs.flatMap(({ start }, index) => shifted(start, index)),
    enter: (places, name) => globs.flatMap((glob, index) => shifted(glob.enter(ofOne(places, index), name), index)),
    matches: (places, name) => globs.some((glob, index) => glob.matches(ofOne(places, index), name)),
    test: (path) => globs.some((glob) => glob.test(path)),
  };
}

function compileOne(pattern: string): Glob {
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
