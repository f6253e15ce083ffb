/** The execution telemetry that Hindcast grew from: its file, and the four insights of its document. Live capture is in test/mcp and test/hook. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorld, type World } from '../cli/world.ts';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.remove());

async function insightsOf(analysis: string): Promise<readonly string[]> {
  return JSON.parse((await world.run([analysis, '--since', 'all', '--json'])).out).insights;
}

/** One call after another, the document's record for each. */
function makeLog() {
  const lines: string[] = [];
  let at = Date.parse('2026-11-18T09:00:00.000Z');
  return {
    call(session: string, tool: string, more: Record<string, unknown>) {
      const record = { tool_name: tool, outcome: 'success', latency_ms: 89, session_id: session, ...more };
      lines.push(JSON.stringify({ timestamp: new Date(at).toISOString().slice(0, 19), ...record }));
      at += 60_000;
    },
    text: () => `${lines.join('\n')}\n`,
  };
}

test("The document's own two lines are two calls", async () => {
  const file = world.write(
    '.claude/execution-telemetry.jsonl',
    `{"timestamp":"2025-01-03T10:30:00","tool_name":"Read","params":{"file_path":"/path/to/file"},"outcome":"success","latency_ms":89}
{"timestamp":"2025-01-03T10:30:01","tool_name":"Edit","params":{"file_path":"..."},"outcome":"failure","error":"old_string not found","latency_ms":12}
`,
  );
  await world.run(['import', 'execution-telemetry', '--path', file]);
  const { out } = await world.run([
    'sql',
    'select tool, target, outcome, error_class, error_text, duration_ms from call order by started_at',
    '--json',
  ]);
  expect(JSON.parse(out)).toEqual([
    { tool: 'Read', target: '/path/to/file', outcome: 'ok', error_class: null, error_text: null, duration_ms: 89 },
    {
      tool: 'Edit',
      target: '...',
      outcome: 'tool_error',
      error_class: 'string_not_found',
      error_text: 'old_string not found',
      duration_ms: 12,
    },
  ]);
});

test('Success rates, bottlenecks and chains are told in its sentences, with what the counts bear', async () => {
  const log = makeLog();
  for (let n = 0; n < 100; n++) {
    const params = { file_path: `/srv/app/${n}.ts` };
    const failure = { outcome: 'failure', error: 'old_string not found' };
    log.call(`s${n}`, 'Read', { params });
    log.call(`s${n}`, 'Edit', { params, ...(n % 17 === 0 ? failure : {}) });
    if (n % 5 === 0) log.call(`s${n}`, 'Task', { params: { subagent_type: 'explore' }, latency_ms: 45_678 });
  }
  await world.run(['import', 'execution-telemetry', '--path', world.write('telemetry.jsonl', log.text())]);
  const tools = await insightsOf('tools');
  expect(tools).toEqual([
    expect.stringMatching(/^Tool 'Edit' has 94 % success rate \(\d+ % to \d+ %, n=100\)$/),
    '  Common failure: string_not_found, 6 times (Read the file right before editing it, and copy the text exactly.)',
    expect.stringMatching(/^Tool 'Task' averages 45,678 ms/),
    expect.stringMatching(/^ {2}Recommendation: /),
  ]);
  expect((await insightsOf('chains'))[0]).toMatch(/^Read → Edit: 100 occurrences, 94 % success/);
});

test('Reads that followed each other are found in transcripts, which know the answers that asked for them', async () => {
  const lines = Array.from({ length: 23 }, (_, pair) => pair).flatMap((pair) => {
    const at = (second: number) => new Date(Date.UTC(2026, 10, 19, 9, pair, second)).toISOString();
    const common = { sessionId: 's-1', cwd: '/home/ada/kettle', version: '2.1.0', isSidechain: false };
    const prompt = { type: 'user', uuid: `p${pair}`, timestamp: at(0), message: { role: 'user', content: 'Go on.' } };
    const reads = [0, 1].flatMap((half) => {
      const id = `toolu_${pair}_${half}`;
      const content = [
        { type: 'tool_use', id, name: 'Read', input: { file_path: `/home/ada/kettle/${pair}-${half}.ts` } },
      ];
      const usage = { input_tokens: 1, output_tokens: 2 };
      const message = { id: `msg_${id}`, model: 'claude-sonnet-5', stop_reason: 'tool_use', content, usage };
      const result = [{ type: 'tool_result', tool_use_id: id, content: 'text' }];
      return [
        { type: 'assistant', uuid: `a${id}`, timestamp: at(half * 4 + 1), requestId: `req_${id}`, message },
        { type: 'user', uuid: `r${id}`, timestamp: at(half * 4 + 3), message: { role: 'user', content: result } },
      ];
    });
    return [prompt, ...reads].map((row) => JSON.stringify({ ...common, ...row }));
  });
  world.write('.claude/projects/-home-ada-kettle/s-1.jsonl', `${lines.join('\n')}\n`);
  await world.run(['import']);
  expect((await insightsOf('parallel')).join('\n')).toMatch(
    /^Found 23 sequential Read pairs\.\n {2}Ask for them in one answer: up to \d+% less latency/,
  );
});

test('Secrets in parameters and errors are gone, and what is long is cut to 500 characters', async () => {
  const log = makeLog();
  const token = `ghp_${'a1B2'.repeat(9)}`;
  log.call('s', 'Bash', { params: { command: `curl -H 'Authorization: Bearer ${token}' ${'x'.repeat(900)}` } });
  await world.run(['import', 'execution-telemetry', '--path', world.write('telemetry.jsonl', log.text())]);
  const [{ target }] = JSON.parse((await world.run(['sql', 'select target from call', '--json'])).out);
  expect(target).not.toContain(token);
  expect(target.length).toBeLessThanOrEqual(500);
});
