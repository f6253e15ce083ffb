/**
 * From the words of the command line to an exit status, without touching the process: tests hand in a world of their own. What only some
 * commands need is loaded when it is asked for, because every command waits for what is loaded here.
 */

import { AppError, didYouMean } from '../errors.ts';
import { places } from '../config/home.ts';
import { loadSettings } from '../config/load.ts';
import { SETTINGS, isSettingKey, type Setting, type SettingKey } from '../config/settings.ts';
import { parseCommandLine } from './args.ts';
import type { Command, Context, Parsed } from './define.ts';
import { tell } from './failure.ts';
import { commands } from './index.ts';

export type World = Omit<Context, 'settings' | 'places'>;

/** Never rejects: refusals and bugs are told on stderr. */
export async function runCommandLine(argv: readonly string[], world: World): Promise<number> {
  try {
    return await dispatch(argv, world);
  } catch (cause) {
    const told = tell(cause, world.version);
    world.out.notice(told.text);
    return told.status;
  }
}

async function dispatch(argv: readonly string[], world: World): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--help' || first === '-h') {
    const { generalHelp } = await import('./help.ts');
    world.out.write(generalHelp(world.out.columns));
    return 0;
  }
  if (first === '--version' || first === '-V') {
    world.out.write(`${world.version}\n`);
    return 0;
  }
  const { name, words } = await chooseCommand(first, rest);
  const command = await loadCommand(name);
  const parsed = parseCommandLine(words, command, name);
  if (parsed.is('help')) {
    const { commandHelp } = await import('./help.ts');
    world.out.write(commandHelp(command, world.out.columns));
    return 0;
  }
  const settings = loadSettings(world.environment, settingFlags(command, parsed));
  return command.run(parsed, { ...world, settings, places: places(settings.value('home')) });
}

/** Bare words and flags are the overview; the name of an analysis is short for `report <analysis>`. */
async function chooseCommand(
  first: string | undefined,
  rest: readonly string[],
): Promise<{ name: string; words: readonly string[] }> {
  if (first === undefined) return { name: 'overview', words: [] };
  if (first.startsWith('-')) return { name: 'overview', words: [first, ...rest] };
  if (Object.hasOwn(commands, first)) return { name: first, words: rest };
  const { analyses } = await import('../analyses/index.ts');
  if (analyses.some(({ id }) => id === first)) return { name: 'report', words: [first, ...rest] };
  const names = [...Object.keys(commands), ...analyses.map(({ id }) => id)];
  throw new AppError('usage/unknown-command', `There is no command "${first}".`, {
    hint: didYouMean(first, names) ?? 'hindcast --help lists the commands.',
  });
}

export async function loadCommand(name: string): Promise<Command> {
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    throw new AppError('usage/unknown-command', `There is no command "${name}".`, {
      hint: didYouMean(name, Object.keys(commands)) ?? 'hindcast --help lists the commands.',
    });
  }
  return (await entry.load()).default;
}

/** Flags that override a setting, as far as this command takes them. */
function settingFlags(command: Command, parsed: Parsed): Partial<Record<SettingKey, string>> {
  const given: Partial<Record<SettingKey, string>> = {};
  for (const key of Object.keys(SETTINGS)) {
    if (!isSettingKey(key)) continue;
    const { flag }: Setting = SETTINGS[key];
    const value = flag === undefined || command.flags?.[flag] === undefined ? undefined : parsed.text(flag);
    if (value !== undefined) given[key] = value;
  }
  return given;
}
