/** A new analysis: SQL, its descriptor, and golden rows on a log of three calls. */

import type { Files } from './templates.ts';

const QUESTION = 'How many calls did each tool get?';

export function analysisFiles(name: string): Files {
  return {
    [`src/analyses/${name}.ts`]: moduleText(name),
    [`src/analyses/${name}.sql`]: SQL,
    [`test/analyses/${name}.test.ts`]: testText(name),
  };
}

const SQL = `-- ${QUESTION}
select
  tool     as tool,
  count(*) as calls
from call
where (:since is null or started_at >= :since)
  and (:until is null or started_at < :until)
  and (:repo is null or repo = :repo)
  and (:agent is null or agent = :agent)
  and (:session is null or session_id = :session)
group by 1
order by calls desc, tool
`;

function moduleText(name: string): string {
  return `/** ${QUESTION} */

import { defineAnalysis } from './define.ts';
import sql from './${name}.sql';

export default defineAnalysis('${name}', {
  title: '${title(name)}',
  question: '${QUESTION}',
  sql,
  params: {},
  columns: {
    tool: { type: 'text', title: 'Tool' },
    calls: { type: 'count', title: 'Calls' },
  },
  chart: { kind: 'bar', x: 'tool', y: 'calls' },
});
`;
}

function title(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ');
}

function testText(name: string): string {
  return `/** Golden rows of the analysis \`${name}\`. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import analysis from '../../src/analyses/${name}.ts';
import { places } from '../../src/config/home.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { isSkip } from '../../src/event/skip.ts';
import { makeRedactor } from '../../src/redaction/redact.ts';
import { openLog, toLine } from '../../src/store/append.ts';

const home = mkdtempSync(join(tmpdir(), 'hindcast-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('The rows are those of the calls in the log', async () => {
  const redactor = makeRedactor({});
  const lines = ['Bash', 'Read', 'Bash'].map((tool, at) => {
    const event = redactor.redactEvent({
      kind: 'call', id: \`c\${at}\`, at: '2026-01-31T12:00:00.000Z', observers: 'hook', agent: 'codex', tool, outcome: 'ok',
    });
    if (isSkip(event)) throw new Error('redaction failed');
    return toLine(event);
  });
  const log = openLog(places(home), 'machine1');
  log.append('2026-01-31', lines);
  log.close();
  const engine = await openEngine(places(home), {});
  const report = await engine.run(analysis, {});
  await engine.close();
  expect(report.rows).toEqual([{ tool: 'Bash', calls: 2 }, { tool: 'Read', calls: 1 }]);
});
`;
}
