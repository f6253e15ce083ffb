/** To whom commits belong, and what became of them: small histories by hand. */

import { describe, expect, test } from 'vitest';
import { ACTIVE_S, makeFates, ownerOf, type Commit, type History, type Work } from '../../src/insight/commits.ts';

const NOON = 1_795_176_000;

function work(sessionId: string, more: Partial<Work> & { at?: number } = {}): Work {
  const { at = NOON, ...rest } = more;
  return {
    sessionId,
    told: [],
    active: new Set([Math.floor(at / ACTIVE_S)]),
    edits: new Map(),
    commitsAt: [],
    isHere: true,
    ranCommands: false,
    ...rest,
  };
}

const edited = (...files: string[]) => new Map(files.map((file) => [file, NOON]));
const commit = { sha: 'c'.repeat(40), authoredAt: NOON + 60 };

function owner(works: readonly Work[], files: readonly string[] = ['a.ts'], at = commit.authoredAt): unknown {
  const found = ownerOf({ ...commit, authoredAt: at }, files, works);
  return typeof found === 'string' ? found : [found.work.sessionId, found.match, found.matchedFiles];
}

describe('A commit belongs', () => {
  test('to the session whose client named it, whatever else fits.', () => {
    const works = [work('s1', { edits: edited('a.ts') }), work('s2', { told: ['ccccccc'], at: NOON - 9e5 })];
    expect(owner(works)).toEqual(['s2', 'told', 0]);
  });

  test('to the one of several that edited its files, more of them than the others.', () => {
    const works = [work('s1', { edits: edited('a.ts') }), work('s2', { edits: edited('a.ts', 'b.ts') }), work('s3')];
    expect(owner(works, ['a.ts', 'b.ts', 'c.ts'])).toEqual(['s2', 'files', 2]);
    expect(owner(works.slice(0, 1), ['a.ts'])).toEqual(['s1', 'files', 1]);
  });

  test('to nobody where two edited as many of its files, unless only one of them ran git commit then.', () => {
    const [one, two] = [work('s1', { edits: edited('a.ts') }), work('s2', { edits: edited('a.ts') })];
    expect(owner([one, two])).toBe('ambiguous');
    expect(owner([one, { ...two, commitsAt: [NOON + 58] }])).toEqual(['s2', 'files', 1]);
  });

  test('to the one that ran git commit just then, with files that no edit names.', () => {
    const works = [work('s1', { commitsAt: [NOON + 59], ranCommands: true }), work('s2', { ranCommands: true })];
    expect(owner(works)).toEqual(['s1', 'command', 0]);
  });

  test('to the only one at work, if it ran commands that may have changed anything and edited nothing.', () => {
    expect(owner([work('s1', { ranCommands: true })])).toEqual(['s1', 'time', 0]);
    expect(owner([work('s1', { ranCommands: true }), work('s2')])).toBe('ambiguous');
    expect(owner([work('s1')])).toBe('nobody');
    expect(owner([work('s1', { ranCommands: true, edits: edited('other.ts') })])).toBe('nobody');
    expect(owner([work('s1', { ranCommands: true, isHere: false })])).toBe('nobody');
  });

  test('to nobody long after, before, or before the file was edited.', () => {
    const works = [work('s1', { edits: edited('a.ts') })];
    expect(owner(works, ['a.ts'], NOON + 15 * 60)).toEqual(['s1', 'files', 1]);
    expect(owner(works, ['a.ts'], NOON + 21 * 60)).toBe('nobody');
    expect(owner(works, ['a.ts'], NOON - 400)).toBe('nobody');
    expect(owner([work('s1', { edits: new Map([['a.ts', NOON + 600]]) })])).toBe('nobody');
    expect(owner([])).toBe('nobody');
  });
});

function history(commits: readonly (Partial<Commit> & { sha: string })[], more: Partial<History> = {}): History {
  return {
    commits: commits.map((each, index) => ({
      parents: [],
      authoredAt: NOON + index,
      committedAt: NOON + index,
      isOwn: true,
      reverts: [],
      ...each,
    })),
    tips: { local: [], remote: [], main: [] },
    resets: [],
    isWhole: true,
    ...more,
  };
}

describe('What became of a commit', () => {
  test('is told by the branches of servers.', () => {
    const told = history([{ sha: 'a' }, { sha: 'b', parents: ['a'] }, { sha: 'c', parents: ['b'] }], {
      tips: { local: ['c'], remote: ['a', 'b'], main: ['a'] },
    });
    const fates = makeFates(told);
    expect(['a', 'b', 'c'].map((sha) => fates.of(sha).published)).toEqual(['merged', 'pushed', undefined]);
  });

  test('is told by reverts, also of reverts, of commits on a branch.', () => {
    const told = history(
      [
        { sha: 'aaaaaaaa' },
        { sha: 'b1', parents: ['aaaaaaaa'], reverts: ['aaaaaaa'] },
        { sha: 'b2', parents: ['b1'], reverts: ['b1'] },
        { sha: 'c', parents: ['aaaaaaaa'], reverts: ['aaaaaaaa'] },
      ],
      { tips: { local: ['b2'], remote: [], main: [] } },
    );
    expect(makeFates(told).of('aaaaaaaa').turns).toEqual([
      { result: 'reverted', at: NOON + 1, how: 'revert', by: 'b1' },
      { result: 'restored', at: NOON + 2, how: 'revert', by: 'b2' },
    ]);
  });

  test('is told of its later form when it was amended or rebased.', () => {
    const told = history([{ sha: 'old' }, { sha: 'new', authoredAt: NOON }], {
      tips: { local: ['new'], remote: ['new'], main: [] },
    });
    const fates = makeFates(told);
    expect(fates.of('old').published).toBe('pushed');
    expect(fates.isKept('old')).toBe(false);
  });

  test('is a loss when a reset left it without a branch, and only if all of the history is known.', () => {
    const resets = [{ from: 'b', to: 'a', at: NOON + 9 }];
    const told = history([{ sha: 'a' }, { sha: 'b', parents: ['a'] }], {
      tips: { local: ['a'], remote: [], main: [] },
      resets,
    });
    expect(makeFates(told).lostBy('b')).toEqual(resets[0]);
    expect(makeFates(told).lostBy('a')).toBeUndefined();
    expect(makeFates({ ...told, isWhole: false }).lostBy('b')).toBeUndefined();
    expect(makeFates({ ...told, tips: { local: ['a'], remote: ['b'], main: [] } }).lostBy('b')).toBeUndefined();
  });

  test('ends, although reverts may name each other.', () => {
    const told = history(
      [
        { sha: 'a', reverts: ['b'] },
        { sha: 'b', reverts: ['a'] },
      ],
      { tips: { local: ['a', 'b'], remote: [], main: [] } },
    );
    expect(makeFates(told).of('a').turns).toHaveLength(6);
  });
});
