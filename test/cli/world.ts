/** A world for commands: a home of its own, a fixed clock and zone, and everything written kept. Real store, real engine. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/run.ts';
import { environmentOf } from '../config/environment.ts';

export const NOW = new Date('2026-11-20T12:00:00.000Z');

export type Answer = { readonly status: number; readonly out: string; readonly err: string };
export type Running = {
  readonly columns?: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly answer?: string;
  /** Somebody sits at the terminal and presses this key; null is Esc. */ readonly key?: string | null;
  /** Below the home directory. */ readonly cwd?: string;
  readonly colour?: boolean;
  readonly now?: Date;
  /** The clock fails: no command expects that. */ readonly broken?: boolean;
};

export type World = {
  /** The home directory of the user; Hindcast's own lies in `.local/share/hindcast`. */
  readonly home: string;
  run(argv: readonly string[], running?: Running): Promise<Answer>;
  write(path: string, text: string): string;
  remove(): void;
};

export function openWorld(): World {
  // Everywhere of the same length, because tables are cut to fit.
  const home = mkdtempSync(join(process.platform === 'win32' ? tmpdir() : '/tmp', 'hindcast-cli-'));
  return {
    home,
    async run(
      argv,
      {
        columns = 100,
        variables = {},
        stdin = '',
        answer,
        key,
        cwd = '',
        colour = false,
        now = NOW,
        broken = false,
      } = {},
    ) {
      let out = '';
      let err = '';
      const cleanUps: (() => void)[] = [];
      const status = await runCommandLine(argv, {
        out: {
          write: (text) => {
            out += text;
          },
          notice: (text) => {
            err += text.endsWith('\n') ? text : `${text}\n`;
          },
          progress: () => undefined,
          columns,
          colour,
          unicode: true,
        },
        environment: environmentOf({ HINDCAST_TIMEZONE: 'UTC', ...variables }, { homeDir: home, cwd: join(home, cwd) }),
        interactive: () => key !== undefined,
        stdin: () => Promise.resolve(stdin),
        ask: () => Promise.resolve(answer),
        pressKey: (question) => {
          err += question;
          return Promise.resolve(key ?? undefined);
        },
        atEnd: (undo) => cleanUps.push(undo),
        now: () => {
          if (broken) throw new TypeError('The clock has stopped.');
          return now;
        },
        version: '0.0.0-test',
      });
      for (const undo of cleanUps) undo();
      return { status, out: hidden(out, home), err: hidden(err, home) };
    },
    write(path, text) {
      const file = join(home, path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** What differs from run to run would make a golden file worthless. */
function hidden(text: string, home: string): string {
  return text
    .replaceAll(home, '~HOME~')
    .replace(/Node v[\d.]+, \w+/g, 'Node v…')
    .replace(/\(\d+(?:\.\d+)? m?s\)/g, '(… ms)')
    .replace(/read in [\d.]+ m?s/g, 'read in … ms');
}

/** Puts the transcript of a made-up session where Claude Code would. */
export function writeTranscript(world: World, session = 's-1', day = '2026-11-19'): void {
  world.write(
    `.claude/projects/-home-ada-kettle/${session}.jsonl`,
    transcript(session, day)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
}

type Step = {
  readonly tool: string;
  readonly input: Readonly<Record<string, string>>;
  readonly result: string;
  readonly failed?: boolean;
};

const STEPS: readonly Step[] = [
  { tool: 'Read', input: { file_path: '/home/ada/kettle/boil.ts' }, result: 'export const boil = 100;' },
  {
    tool: 'Edit',
    input: { file_path: '/home/ada/kettle/boil.ts', old_string: 'boil = 99', new_string: 'boil = 98' },
    result: '<tool_use_error>String to replace not found in file.\nString: boil = 99</tool_use_error>',
    failed: true,
  },
  {
    tool: 'Edit',
    input: { file_path: '/home/ada/kettle/boil.ts', old_string: 'boil = 100', new_string: 'boil = 98' },
    result: 'The file has been updated.',
  },
  { tool: 'Bash', input: { command: 'npm test' }, result: 'Exit code 1\n1 test failed', failed: true },
  { tool: 'Bash', input: { command: 'npm test' }, result: 'all tests passed' },
];

function transcript(session: string, day: string): readonly object[] {
  const at = (second: number): string => `${day}T09:00:${String(second).padStart(2, '0')}.000Z`;
  const common = {
    sessionId: session,
    cwd: '/home/ada/kettle',
    version: '2.1.0',
    gitBranch: 'main',
    userType: 'external',
    isSidechain: false,
  };
  const records: object[] = [
    {
      ...common,
      type: 'user',
      uuid: `${session}-u`,
      parentUuid: null,
      timestamp: at(0),
      message: { role: 'user', content: 'Boil less.' },
    },
  ];
  for (const [index, { tool, input, result, failed }] of STEPS.entries()) {
    const id = `toolu_${session}_${index}`;
    const usage = {
      input_tokens: 100,
      cache_creation_input_tokens: 2000,
      cache_read_input_tokens: 30_000,
      output_tokens: 400,
    };
    records.push(
      {
        ...common,
        type: 'assistant',
        uuid: `${session}-a${index}`,
        parentUuid: null,
        timestamp: at(index * 8 + 2),
        requestId: `req_${session}_${index}`,
        message: {
          id: `msg_${session}_${index}`,
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5-20250929',
          content: [{ type: 'tool_use', id, name: tool, input }],
          stop_reason: 'tool_use',
          usage,
        },
      },
      {
        ...common,
        type: 'user',
        uuid: `${session}-r${index}`,
        parentUuid: null,
        timestamp: at(index * 8 + 4),
        message: {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: id, content: result, ...(failed === true ? { is_error: true } : {}) },
          ],
        },
      },
    );
  }
  return records;
}
