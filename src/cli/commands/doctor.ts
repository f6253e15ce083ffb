/** `hindcast doctor`: what is found, missing or at risk. Exits 1 only when a person has to do something. */

import { jsonText } from '../../report/json.ts';
import { finish, paint, type Style, type Tone } from '../../report/style.ts';
import { wrap } from '../../report/width.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../define.ts';
import type { Check, Section, State } from '../doctor/check.ts';
import { checkLastImport } from '../doctor/last-import.ts';
import { checkLiveCapture } from '../doctor/live-capture.ts';
import { checkLog } from '../doctor/log.ts';
import { checkSources } from '../doctor/sources.ts';
import { checkSurroundings } from '../doctor/surroundings.ts';

export default defineCommand('doctor', {
  summary: 'Says what is found, missing, skipped or at risk.',
  flags: { json: { type: 'boolean', help: 'Print the checks as JSON.' } },
  examples: [
    { line: 'hindcast doctor', does: 'Everything, with what to do about it.' },
    { line: 'hindcast doctor --json', does: 'For scripts; exit status 1 when something needs action.' },
  ],
  async run(parsed, context) {
    const { out } = context;
    const sections = [
      await guarded('Sources', () => checkSources(context)),
      await guarded('Live capture', () => checkLiveCapture(context)),
      await guarded('Last import', () => checkLastImport(context)),
      await guarded('Log', () => checkLog(context)),
      await guarded('This machine', () => checkSurroundings(context)),
    ];
    const actions = sections.flatMap(({ checks }) => checks).filter(({ state }) => state === 'action').length;
    if (parsed.is('json')) {
      out.write(jsonText({ ok: actions === 0, checks: sections.flatMap(({ checks }) => checks) }));
    } else {
      const verdict =
        actions === 0
          ? 'Nothing needs action.'
          : actions === 1
            ? 'One thing needs action.'
            : `${actions} things need action.`;
      out.write(
        finish(
          `${sections
            .filter(({ checks }) => checks.length > 0)
            .map((section) => sectionText(section, out))
            .join('\n')}\n${paint(verdict, 'bold', out)}\n`,
          out,
        ),
      );
    }
    return actions === 0 ? 0 : 1;
  },
});

/** What keeps a check from being made is itself a finding. */
async function guarded(title: string, check: () => Section | Promise<Section>): Promise<Section> {
  try {
    return await check();
  } catch (cause) {
    const isSystemError = cause instanceof Error && 'syscall' in cause;
    if (!(cause instanceof AppError) && !isSystemError) throw cause;
    const hint =
      cause instanceof AppError ? cause.hint : 'Check the permissions, or set HINDCAST_HOME to another folder.';
    return {
      title,
      checks: [
        {
          id: `failed.${title.toLowerCase().replaceAll(' ', '-')}`,
          state: 'action',
          text: cause.message,
          ...(hint === undefined ? {} : { hint }),
        },
      ],
    };
  }
}

const MARKS: Readonly<Record<State, { mark: string; tone: Tone }>> = {
  ok: { mark: '✓', tone: 'good' },
  note: { mark: '·', tone: 'dim' },
  action: { mark: '✗', tone: 'bad' },
};

function sectionText({ title, checks }: Section, style: Style): string {
  return `${paint(title, 'bold', style)}\n${checks.map((check) => checkText(check, style)).join('')}`;
}

function checkText({ state, text, hint }: Check, style: Style): string {
  const { mark, tone } = MARKS[state];
  const lines = wrap(text, style.columns - 4);
  const said = lines
    .map((line, index) => (index === 0 ? `  ${paint(mark, tone, style)} ${line}\n` : `    ${line}\n`))
    .join('');
  return hint === undefined
    ? said
    : `${said}${wrap(`→ ${hint}`, style.columns - 4)
        .map((line) => `    ${paint(line, 'dim', style)}\n`)
        .join('')}`;
}
