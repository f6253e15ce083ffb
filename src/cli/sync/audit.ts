/** `hindcast sync audit`: what a teammate who reads the branch could learn about whoever asks, from what the branch of this clone holds. */

import { AppError } from '../../errors.ts';
import { jsonText } from '../../report/json.ts';
import { count, ratio, tokens, usd } from '../../report/number.ts';
import { auditOf, type Audit, type Counted } from '../../share/audit.ts';
import { readLines } from '../../share/decode.ts';
import { developerOf, shareKey } from '../../share/key.ts';
import { parseShardPath } from '../../share/shard.ts';
import { openReader, readHeads, readTree } from '../../sync/branch.ts';
import { spokenCounts } from '../../sync/message.ts';
import { readSetup } from '../../sync/remembered.ts';
import type { Context, Parsed } from '../define.ts';
import { openSync } from './open.ts';

export async function audit(parsed: Parsed, context: Context): Promise<number> {
  const { git, place } = await openSync(context);
  const setup = readSetup(place);
  const heads = setup === undefined ? undefined : await readHeads(git, setup);
  const head = heads?.local ?? heads?.remote;
  if (head === undefined) {
    throw new AppError('sync/not-set-up', "Not set up. Run 'hindcast sync setup' first.", {
      hint: 'Nothing was shared from this clone; hindcast sync --dry-run shows what would be.',
    });
  }
  const read = openReader(git);
  const shards = [...(await readTree(git, head.oid))].filter(([path]) => parseShardPath(path) !== undefined);
  const lines = await Promise.all(shards.map(async ([, { oid }]) => readLines(await read(oid))));
  const own = context.settings.value('sync.developer');
  const developer = own ?? developerOf(shareKey({ places: context.places, commonDir: place.common }));
  const found = auditOf(lines, developer);
  context.out.write(parsed.is('json') ? jsonText(found) : told(found));
  return 0;
}

const MOST_SHOWN = 10;

function told(found: Audit): string {
  const { developer, developers, days, events, aggregated, hours, only, recognisable } = found;
  const facts = spokenCounts(events);
  if (facts === '' && aggregated === 0) return `The branch holds nothing of you, who would be ${developer} there.\n`;
  const rows: (readonly [string, string])[] = [
    ['You are', `${developer}, one of ${count(developers)} on the branch`],
    [
      'What',
      [facts, aggregated > 0 ? `${count(aggregated)} more as sums of days` : ''].filter((one) => one !== '').join('; '),
    ],
    ['Where', listed(found.repos.map((value) => ({ value })))],
    [
      'When',
      `on ${count(days.count)} ${days.count === 1 ? 'day' : 'days'} from ${days.first ?? '?'} to ${days.last ?? '?'}${hoursOf(hours)}`,
    ],
    ['With', listed([...found.agents, ...found.models])],
    [
      'How much',
      `${tokens(found.tokens)} tokens${found.reported_cost_micros > 0 ? `, ${usd(found.reported_cost_micros / 1e6)} as the clients say` : ''}`,
    ],
    ['Texts', found.texts === 0 ? 'none' : `${count(found.texts)} rows with a redacted text`],
    [
      'Only you',
      only.length === 0
        ? 'nothing that nobody else has'
        : `${listed(only.map(({ field, value }) => ({ value: `${field} ${value}` })))}`,
    ],
    [
      '',
      `${count(recognisable.rows)} rows (${ratio(recognisable.share)}) hold something of that, and stay yours under any pseudonym`,
    ],
  ];
  return rows.map(([name, value]) => `${name.padEnd(10)}${value}\n`).join('');
}

function listed(values: readonly Pick<Counted, 'value'>[]): string {
  const shown = values.slice(0, MOST_SHOWN).map(({ value }) => value);
  const more = values.length - shown.length;
  return shown.length === 0 ? 'nothing' : `${shown.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

/** The hours in which anything happened, as spans. */
function hoursOf(hours: readonly number[]): string {
  const spans: [from: number, to: number][] = [];
  for (const [hour, facts] of hours.entries()) {
    const last = spans.at(-1);
    if (facts === 0) continue;
    if (last !== undefined && last[1] === hour) last[1] = hour + 1;
    else spans.push([hour, hour + 1]);
  }
  return spans.length === 0 ? '' : `, between ${spans.map(([from, to]) => `${from} and ${to}`).join(', ')} o'clock UTC`;
}
