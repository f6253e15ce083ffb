/** `hindcast completion bash|zsh|fish`: a script for the shell, made from the descriptors, so it never offers what does not exist. */

import { AppError, didYouMean } from '../../errors.ts';
import { analyses } from '../../analyses/index.ts';
import { SHELLS, isShell, type Entry } from '../completion/shells.ts';
import { GLOBAL_FLAGS } from '../args.ts';
import { defineCommand, type Command, type Flag } from '../define.ts';
import { commands } from '../index.ts';

export default defineCommand('completion', {
  summary: 'Prints a completion script for bash, zsh or fish.',
  args: [{ name: 'SHELL', help: 'The shell to complete in.', required: true, choices: ['bash', 'zsh', 'fish'] }],
  examples: [
    { line: 'hindcast completion bash > ~/.local/share/bash-completion/completions/hindcast', does: 'bash' },
    { line: 'hindcast completion zsh > ~/.zfunc/_hindcast', does: 'zsh, with ~/.zfunc in fpath' },
    { line: 'hindcast completion fish > ~/.config/fish/completions/hindcast.fish', does: 'fish' },
  ],
  async run(parsed, { out }) {
    const [shell = ''] = parsed.args;
    if (!isShell(shell)) {
      throw new AppError('usage/bad-value', `There is no completion for the shell "${shell}".`, {
        hint: didYouMean(shell, Object.keys(SHELLS)) ?? `Known are ${Object.keys(SHELLS).join(', ')}.`,
      });
    }
    out.write(SHELLS[shell](await entries()));
    return 0;
  },
});

async function entries(): Promise<Entry[]> {
  const loaded = await Promise.all(Object.values(commands).map(async ({ load }) => (await load()).default));
  const report = loaded.find(({ name }) => name === 'report');
  const own = loaded.map((command) => entry(command.name, command.summary, command));
  if (report === undefined) return own;
  return [
    ...own,
    ...analyses
      .filter(({ id }) => !Object.hasOwn(commands, id))
      .map(({ id, question }) => ({ ...entry(id, question, report), words: [] })),
  ];
}

function entry(name: string, summary: string, command: Command): Entry {
  const flags = Object.entries<Flag>({ ...command.flags, ...GLOBAL_FLAGS });
  return {
    name,
    summary,
    words: (command.args ?? []).flatMap(({ choices }) => choices ?? []),
    flags: flags.map(([flag, { type, help, choices }]) => ({
      name: flag,
      help,
      takesValue: type !== 'boolean',
      choices: choices ?? [],
    })),
  };
}
