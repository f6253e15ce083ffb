/** What happens in a session: scenes, each a list of answers with the calls that they make. Failures are followed by what fixed them. */

import { ENDINGS, type Action, type Ending, type Repo } from './cast.ts';
import type { Random } from './random.ts';

export type Act = {
  readonly does: Action;
  readonly target: string;
  readonly ends?: Ending;
  /** What a subagent does meanwhile. */ readonly inside?: readonly Act[];
};

/** The calls of one answer. */
export type Turn = readonly Act[];
export type Scene = (repo: Repo, random: Random) => readonly Turn[];

const explore: Scene = (repo, random) => {
  const file = random.pick(repo.files);
  const look: Turn = [
    { does: 'search', target: random.pick(['tide', 'wick', 'gust', 'berth']) },
    { does: 'list', target: 'src/**' },
  ];
  if (random.chance(0.15)) {
    const wrong = `${file}.bak`;
    return [
      look,
      [{ does: 'read', target: wrong, ends: ENDINGS.fileNotFound }],
      [{ does: 'list', target: '**/*' }],
      [{ does: 'read', target: file }],
    ];
  }
  return [
    look,
    [
      { does: 'read', target: file },
      { does: 'read', target: random.pick(repo.files) },
    ],
  ];
};

/** An edit that goes wrong when the file was not read right before. */
const edit: Scene = (repo, random) => {
  const target = random.pick(repo.files);
  if (random.chance(0.6)) return [[{ does: 'read', target }], [{ does: 'edit', target }]];
  if (random.chance(0.45)) return [[{ does: 'edit', target }]];
  const ends = random.chance(0.7) ? ENDINGS.stringNotFound : ENDINGS.fileNotRead;
  const again: Turn[] = random.chance(0.3) ? [[{ does: 'edit', target, ends: ENDINGS.stringNotFound }]] : [];
  return [[{ does: 'edit', target, ends }], ...again, [{ does: 'read', target }], [{ does: 'edit', target }]];
};

const test: Scene = (repo, random) => {
  const passes: Turn = [{ does: 'run', target: repo.test }];
  if (random.chance(0.05)) return [[{ does: 'run', target: repo.test, ends: ENDINGS.timeout }], passes];
  if (random.chance(0.6)) return [passes];
  const ends = random.chance(0.75) ? ENDINGS.testFailed : ENDINGS.moduleNotFound;
  const target = random.pick(repo.files);
  const tries = random.between(1, 2);
  const fixing: Turn[] = Array.from({ length: tries }, () => [{ does: 'run', target: repo.test, ends }]);
  return [...fixing, [{ does: 'read', target }], [{ does: 'edit', target }], passes];
};

const commit: Scene = (_repo, random) => {
  const done: Turn = [{ does: 'run', target: 'git commit -am "Say when the tide turns"' }];
  if (random.chance(0.2)) {
    const both: Turn = [
      { does: 'run', target: 'git status --short' },
      { does: 'run', target: 'git add -A', ends: ENDINGS.gitLock },
    ];
    return [both, [{ does: 'run', target: 'git add -A' }], done];
  }
  if (random.chance(0.15))
    return [
      done,
      [{ does: 'run', target: 'git push --force', ends: ENDINGS.denied }],
      [{ does: 'run', target: 'git push' }],
    ];
  return [[{ does: 'run', target: 'git status --short' }], done];
};

const delegate: Scene = (repo, random) => {
  const inside = Array.from({ length: random.between(2, 5) }, (): Act => ({
    does: random.pick(['read', 'search', 'read']),
    target: random.pick(repo.files),
  }));
  return [[{ does: 'delegate', target: 'explorer', inside }]];
};

const plan: Scene = () => [[{ does: 'plan', target: 'plan' }]];

const STRAYS: readonly [Act, ...Act[]] = [
  { does: 'run', target: 'tidectl --dry-run', ends: ENDINGS.commandNotFound },
  { does: 'run', target: 'rm -rf build', ends: ENDINGS.denied },
  { does: 'run', target: 'npm run watch', ends: ENDINGS.cancelled },
];

const stray: Scene = (_repo, random) => [[random.pick(STRAYS)]];

/** Scenes of one prompt, in order. */
export const PLOTS: readonly [readonly Scene[], ...(readonly Scene[])[]] = [
  [explore, edit, test],
  [explore, edit, edit, test, commit],
  [plan, delegate, edit, test],
  [edit, test, commit],
  [explore],
  [explore, stray, edit],
];
