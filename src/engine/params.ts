/**
 * Named parameters: checks the values given against what the analysis declares, and turns `:name` in its SQL into
 * `cast($1 as type)`. Nothing but a declared parameter is ever replaced, and no text that a person gave becomes part
 * of the SQL.
 */

import { AppError, didYouMean } from '../errors.ts';
import { COMMON_PARAMS, type Analysis, type Cell, type Param, type ParamType } from '../analyses/define.ts';

export type ParamValues = Readonly<Record<string, Cell | undefined>>;

export type Compiled = { readonly sql: string; readonly params: readonly Cell[] };

const SQL_TYPES = {
  instant: 'timestamptz',
  text: 'text',
  integer: 'bigint',
  boolean: 'boolean',
} as const satisfies Record<ParamType, string>;

/**
 * A text of the SQL in which a colon means nothing: literals, quoted names, dollar quotes, comments, `::`. Or a
 * parameter.
 */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z_][a-z0-9_]*)/gi;

/** Every parameter of the analysis with its value, checked, defaults filled in. Throws `analysis/bad-param`. */
export function bindParams(analysis: Analysis, given: ParamValues): Record<string, Cell> {
  const declared: Readonly<Record<string, Param>> = { ...COMMON_PARAMS, ...analysis.params };
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(declared, name)) {
      throw new AppError('analysis/bad-param', `The analysis "${analysis.id}" takes no parameter "${name}".`, {
        hint: didYouMean(name, Object.keys(declared)) ?? `It takes: ${Object.keys(declared).join(', ')}.`,
      });
    }
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, param]) => [name, chosen(name, param, given[name] ?? param.default)]),
  );
}

/** Replaces the parameters; one that is used twice is bound once. */
export function compile(
  sql: string,
  declared: Readonly<Record<string, Param>>,
  values: Readonly<Record<string, Cell>>,
): Compiled {
  const bound: string[] = [];
  const text = sql.replace(TOKEN, (token: string, _quote: string | undefined, name: string | undefined) => {
    const param = name === undefined || !Object.hasOwn(declared, name) ? undefined : declared[name];
    if (name === undefined || param === undefined) return token;
    const type = SQL_TYPES[param.type];
    // Without a value the engine sees a constant null, and leaves out the condition and the columns that it would
    // have read.
    if ((values[name] ?? null) === null) return `cast(null as ${type})`;
    if (!bound.includes(name)) bound.push(name);
    return `cast($${bound.indexOf(name) + 1} as ${type})`;
  });
  return { sql: text, params: bound.map((name) => values[name] ?? null) };
}

function chosen(name: string, { type, choices }: Param, given: Cell): Cell {
  const value = checked(name, type, given);
  if (value === null || choices === undefined || choices.includes(String(value))) return value;
  throw refusal(name, value, `one of ${choices.join(', ')}`);
}

function checked(name: string, type: ParamType, value: Cell): Cell {
  if (value === null) return null;
  switch (type) {
    case 'instant':
      return instantOf(name, value);
    case 'integer':
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
      throw refusal(name, value, 'a whole number, 0 or more');
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw refusal(name, value, 'true or false');
    case 'text':
      // PostgreSQL cannot hold NUL in a text at all.
      if (typeof value !== 'string' || value.includes('\0')) throw refusal(name, value, 'a text');
      if (name === 'tz' && !isZone(value)) throw refusal(name, value, 'an IANA time zone such as Europe/Berlin');
      return value;
  }
}

function instantOf(name: string, value: Cell): string {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw refusal(name, value, 'an instant such as 2026-01-31T12:00:00Z');
  return new Date(at).toISOString();
}

function isZone(name: string): boolean {
  // Newer versions of Node also take an offset, which the engines do not.
  if (/^[+-]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function refusal(name: string, value: Cell, wanted: string): AppError {
  return new AppError(
    'analysis/bad-param',
    `The parameter "${name}" is ${JSON.stringify(value)}, which is not ${wanted}.`,
    {
      hint: `Give ${wanted}.`,
    },
  );
}
