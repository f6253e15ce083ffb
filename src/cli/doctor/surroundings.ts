/** What around Hindcast decides whether it works: the SQL engine, Node, variables that slow every process down. */

import { AppError } from '../../errors.ts';
import { count } from '../../report/number.ts';
import { withEngine } from '../asking.ts';
import type { Context } from '../define.ts';
import type { Check, Section } from './check.ts';

export async function checkSurroundings(context: Context): Promise<Section> {
  return {
    title: 'This machine',
    checks: [...(await checkEngine(context)), checkVersion(context), ...checkCertificates(context), checkZone(context)],
  };
}

/** Opens the log as every report does, which finds files that cannot be read. */
async function checkEngine(context: Context): Promise<Check[]> {
  try {
    const { rows } = await withEngine(context, { since: null, until: null }, (engine) =>
      engine.sql('select count(*) from event'),
    );
    return [
      {
        id: 'engine',
        state: 'ok',
        text: `The SQL engine works; ${count(Number(rows[0]?.[0] ?? 0))} events can be asked`,
      },
    ];
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    return [
      { id: 'engine', state: 'action', text: cause.message, ...(cause.hint === undefined ? {} : { hint: cause.hint }) },
    ];
  }
}

function checkVersion({ version, environment }: Context): Check {
  return { id: 'version', state: 'ok', text: `Hindcast ${version}, Node ${process.version}, ${environment.platform}` };
}

function checkCertificates({ environment }: Context): Check[] {
  if (environment.variable('NODE_EXTRA_CA_CERTS') === undefined) return [];
  return [
    {
      id: 'certificates',
      state: 'note',
      text: 'NODE_EXTRA_CA_CERTS is set: every start of Node reads that file, which can triple the time a hook takes',
      hint: 'env -u NODE_EXTRA_CA_CERTS hindcast … leaves it out.',
    },
  ];
}

function checkZone({ settings }: Context): Check {
  return { id: 'timezone', state: 'ok', text: `Days begin in ${settings.value('timezone')}` };
}
