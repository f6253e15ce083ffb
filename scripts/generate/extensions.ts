/** Pages about the extension modules: sources, rules, analyses and sinks, each said by its own descriptor. */

import { readFileSync } from 'node:fs';
import { COMMON_PARAMS } from '../../src/analyses/define.ts';
import { list, object, text, type Json } from '../../src/sources/read.ts';
import type { Output } from './indexes.ts';
import { NOTICE, code, fence, table } from './markdown.ts';

export type Described = { readonly id: string; readonly descriptor: Json };

export function sourcesPage(sources: readonly Described[]): Output {
  const parts = sources.map(
    ({ id, descriptor }) => `## \`${id}\`: ${said(descriptor, 'title')}\n\n${sourceText(descriptor)}\n`,
  );
  const intro =
    'A source translates the records of one agent client into events. `hindcast doctor` says what it found of each.\n\n';
  return { path: 'docs/reference/sources.md', text: `${NOTICE}# Sources\n\n${intro}${parts.join('')}` };
}

export function rulesPage(rules: readonly Described[], kinds: Json): Output {
  const rows = rules.map(({ id, descriptor }) => [
    code(id),
    said(descriptor, 'title'),
    code(said(descriptor, 'kind')),
    exampleOf(descriptor),
  ]);
  const placeholders = Object.entries(kinds).map(([kind, described]) => {
    const fields = object(described) ?? {};
    return [code(kind), code(said(fields, 'placeholder')), said(fields, 'meaning')];
  });
  const text = [
    `${NOTICE}# Redaction rules\n\n`,
    'Every event passes these rules before anything of it is written. Each rule carries examples of what it redacts and of what it ',
    'keeps; they are its tests. `hindcast redact --explain` says which rule hit where.\n\n',
    table(['Rule', 'What it finds', 'Kind', 'What is left of an example'], rows),
    '\n## Kinds\n\nNo placeholder tells the length or the content of what it hides.\n\n',
    table(['Kind', 'Placeholder', 'Meaning'], placeholders),
  ];
  return { path: 'docs/reference/rules.md', text: text.join('') };
}

/** The views that analyses and `hindcast sql` ask, as the engine defines them. */
export function viewsPage(schema: string): Output {
  const names = [...schema.matchAll(/^create view (\w+)/gm)].map((match) => code(match[1] ?? ''));
  const text = [
    `${NOTICE}# Views\n\n`,
    `What \`hindcast sql\` and the analyses ask: ${names.join(', ')}, and \`event\`, which holds one row per thing seen with the columns `,
    'of [events](events.md).\n\n',
    fence('sql', schema),
  ];
  return { path: 'docs/reference/views.md', text: text.join('') };
}

export function analysesPage(analyses: readonly Described[]): Output {
  const intro = [
    `${NOTICE}# Analyses\n\n`,
    'An analysis is one question, asked in SQL. `hindcast report <analysis>` runs it; `--format` chooses text, Markdown, CSV, JSON or ',
    'HTML. CSV headers and JSON keys are the column ids.\n\n## Parameters of every analysis\n\n',
    paramTable(COMMON_PARAMS),
    '\n',
  ].join('');
  return { path: 'docs/reference/analyses.md', text: intro + analyses.map(analysisText).join('') };
}

export function sinksPage(sinks: readonly Described[]): Output {
  const parts = sinks.map(({ id, descriptor }) => {
    const options = Object.entries(object(descriptor['options']) ?? {}).map(([name, option]) => {
      const { value, help, choices } = object(option) ?? {};
      return [
        code(`--${name} <${text(value) ?? ''}>`),
        text(help) ?? '',
        list(choices).map(String).map(code).join(', '),
      ];
    });
    const own = options.length === 0 ? '' : `\n${table(['Option', '', 'One of'], options)}`;
    const what = `${said(descriptor, 'summary')}\n\n**What it cannot hold.** ${said(descriptor, 'cannotHold')}\n`;
    return `## \`${id}\`: ${said(descriptor, 'title')}\n\n${what}\nDefault place: ${code(said(descriptor, 'name'))}.\n${own}\n`;
  });
  const intro =
    'A sink is a format in which the log is handed on: `hindcast export <sink>`. What a source of the same name reads comes back as it was.\n\n';
  return { path: 'docs/reference/sinks.md', text: `${NOTICE}# Sinks\n\n${intro}${parts.join('')}` };
}

function sourceText(descriptor: Json): string {
  const files = object(descriptor['files']) ?? {};
  const roots = list(files['roots']).map((root) => rootText(object(root) ?? {}));
  const globs = typeof files['match'] === 'string' ? [files['match']] : list(files['match']).map(String);
  const keeps = descriptor['keepsDays'];
  const days =
    typeof keeps === 'number' ? `\n\nThe client deletes its files after ${keeps} days unless told otherwise.` : '';
  const folders = roots.join(files['everyRoot'] === true ? '; and ' : '; else ');
  const where = roots.length === 0 ? 'named with `--path`' : `below ${folders}`;
  const facts = `Reads ${globs.map(code).join(', ')} (${said(files, 'format')}) ${where}.`;
  return `${said(descriptor, 'summary')}\n\n${facts} Parser version ${String(descriptor['version'])}.${days}\n`;
}

function rootText(root: Json): string {
  const env = text(root['env']);
  const below = text(root['below']);
  const path = code(said(root, 'path'));
  return env === undefined ? path : `${code(`$${env}${below === undefined ? '' : `/${below}`}`)}, else ${path}`;
}

function analysisText({ id, descriptor }: Described): string {
  const params = object(descriptor['params']) ?? {};
  const columns = Object.entries(object(descriptor['columns']) ?? {}).map(([name, column]) => {
    const { type, title, help } = object(column) ?? {};
    return [code(name), text(type) ?? '', text(help) ?? text(title) ?? ''];
  });
  const own = Object.keys(params).length === 0 ? '' : `${paramTable(params)}\n`;
  const titles = list(descriptor['sections']).map((section) => said(object(section) ?? {}, 'title'));
  const sections =
    titles.length === 0
      ? ''
      : `\nBelow it in Markdown and HTML, elsewhere with \`--sections\`: ${titles.join(' · ')}.\n`;
  const sql = readFileSync(`src/analyses/${id}.sql`, 'utf8');
  return `## \`${id}\`: ${said(descriptor, 'title')}\n\n${said(descriptor, 'question')}\n\n${own}${table(['Column', 'Type', ''], columns)}${sections}\n${fence('sql', sql)}\n`;
}

function paramTable(params: Json): string {
  const rows = Object.entries(params).map(([name, param]) => {
    const { type, help, default: value } = object(param) ?? {};
    return [
      code(`:${name}`),
      text(type) ?? '',
      value === null || value === undefined ? 'no limit' : code(String(value)),
      text(help) ?? '',
    ];
  });
  return table(['Parameter', 'Type', 'Default', ''], rows);
}

/** Only what is left: the example itself looks like a secret to the scanners of others. */
function exampleOf(descriptor: Json): string {
  const [, left] = list(list(descriptor['redacts'])[0]);
  return code(typeof left === 'string' ? left.replace(/\s+/g, ' ') : '');
}

function said(descriptor: Json, key: string): string {
  return text(descriptor[key]) ?? '';
}
