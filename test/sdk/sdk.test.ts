/** The library as programs use it: built, in processes of their own, with the real log. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFeedback, readInvocation } from '../../src/sources/records/invocation.ts';
import { environmentOf, eventsIn, newFolder, programOf, run, runAnd, withWorker } from './program.ts';

const SECRET = `ghp_${'A1b2C3d4'.repeat(5)}`.slice(0, 40);

test('The calls of the old logger give the events that its files give', () => {
  const { events, stderr } = run(`
    const invocationId = hindcast.logInvocation({
      agentName: 'frontend-developer', agentType: 'development', taskDescription: 'Add dark mode toggle',
      stateFeatures: { codebase: { languages: ['TypeScript'] }, task: { type: 'feature_development', scope: 'small' } },
    });
    hindcast.updateInvocation({ invocationId, durationSeconds: 120.5, outcomeStatus: 'success', filesModified: ['src/Settings.tsx'] });
    hindcast.logSuccessMetric({ invocationId, success: false, qualityRating: 2, feedbackNotes: 'Works badly',
      wouldUseAgain: false, alternativeAgentSuggested: 'backend-architect' });
    await hindcast.flush();`);
  expect(stderr).toBe('');
  const [, invocation, feedback] = events;
  const ids = {
    timestamp: invocation?.['at'],
    session_id: invocation?.['session_id'],
    invocation_id: invocation?.['id'],
  };
  const record = {
    ...ids,
    agent_name: 'frontend-developer',
    agent_type: 'development',
    task_description: 'Add dark mode toggle',
    state_features: { codebase: { languages: ['TypeScript'] }, task: { type: 'feature_development', scope: 'small' } },
    duration_seconds: 120.5,
    outcome: { status: 'success', files_modified: ['src/Settings.tsx'] },
  };
  expect(events).toHaveLength(3);
  expect(invocation).toMatchObject({ ...readInvocation(record, 'sdk'), observers: 'sdk' });
  const judged = {
    ...ids,
    timestamp: feedback?.['at'],
    feedback_id: feedback?.['id'],
    success: false,
    quality_rating: 2,
    feedback_notes: 'Works badly',
    feedback_source: 'human',
    would_use_again: false,
    alternative_agent_suggested: 'backend-architect',
  };
  expect(feedback).toMatchObject({ ...readFeedback(judged, 'sdk'), observers: 'sdk' });
});

test('An invocation is timed, its tools, answers and judgement belong to it, and its error is thrown on as it is', () => {
  const { events, stdout } = run(`
    const error = new RangeError('too far');
    const thrown = await hindcast.invocation({ agent: 'outer', task: 'Go', taskType: 'plan' }, async (outer) => {
      await Promise.all([1, 2].map((n) => hindcast.invocation({ agent: 'inner' + n }, async () => {
        await new Promise((resolve) => setTimeout(resolve, n));
        console.log(await hindcast.tool('Read', { file_path: '/tmp/' + n }, async () => 'four'));
        console.log(hindcast.current.agent === 'inner' + n);
      })));
      outer.usage({ model: 'claude-sonnet-4-5', inputTokens: 10, outputTokens: 20, cacheWrite1hTokens: 5, costUsd: 0.5 });
      outer.feedback({ rating: 4 });
      throw error;
    }).catch((caught) => caught);
    console.log(thrown === error);`);
  expect(stdout.split('\n').filter((line) => line !== '')).toEqual(['four', 'true', 'four', 'true', 'true']);
  const named = (name: string) => events.filter((event) => event['name'] === name).at(-1);
  const [outer, inner] = [named('outer'), named('inner1')];
  expect(
    events.find(({ kind, name, status }) => kind === 'invocation' && name === 'outer' && status !== undefined),
  ).toMatchObject({
    status: 'failure',
    success: false,
    error_class: 'RangeError',
    task_type: 'plan',
    duration_ms: expect.any(Number),
  });
  const outerId = events.find(({ kind, name }) => kind === 'invocation' && name === 'outer')?.['id'];
  expect(inner).toMatchObject({ status: 'success', attributes: { parent_invocation_id: outerId } });
  expect(events.filter(({ kind }) => kind === 'call')).toHaveLength(2);
  expect(events.find(({ kind, target }) => kind === 'call' && target === '/tmp/1')).toMatchObject({
    subagent_id: inner?.['id'],
    outcome: 'ok',
    output_bytes: 4,
    input_bytes: 6,
  });
  expect(events.find(({ kind }) => kind === 'answer')).toMatchObject({
    input_tokens: 10,
    cache_write_1h_tokens: 5,
    reported_cost_micros: 500_000,
    attributes: { invocation_id: outerId },
  });
  expect(events.find(({ kind }) => kind === 'feedback')).toMatchObject({
    subject_id: outerId,
    rating: 4,
    success: true,
  });
  expect(events.filter(({ kind }) => kind === 'error')).toMatchObject([{ error_class: 'RangeError', name: 'outer' }]);
  expect(outer).toBeDefined();
  expect(new Set(events.map((event) => event['session_id'])).size).toBe(1);
});

test('What is written has been redacted, also where a text is cut', () => {
  const { events } = run(`
    const secret = ${JSON.stringify(SECRET)};
    for (let before = 0; before < 40; before++)
      hindcast.recordError(new Error('x'.repeat(before) + ' ' + secret + ' y'.repeat(3000)), {
        agent: 'importer', note: 'z '.repeat(480 + before) + secret, password: 'hunter2hunter2', file: '/home/bob/a.json' });`);
  expect(events).toHaveLength(40);
  const text = JSON.stringify(events);
  for (let length = 12; length <= SECRET.length; length += 4) expect(text).not.toContain(SECRET.slice(0, length));
  expect(text).not.toContain('hunter2');
  expect(text).not.toContain('bob');
});

test.each([
  ['the end of the program', ''],
  ['process.exit', 'process.exit(3);'],
  ['an error that nobody catches', "hindcast.captureUncaught(); throw new Error('uncaught');"],
])('Nothing is lost at %s', (_how, end) => {
  const { events } = run(`for (let n = 0; n < 500; n++) hindcast.recordError(new Error('number ' + n));\n${end}`);
  expect(events).toHaveLength(end.includes('throw') ? 501 : 500);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s ends the program as before, after everything was written',
  async (name) => {
    const text = `console.log('up'); setInterval(() => { for (let n = 0; n < 50; n++) hindcast.recordError(new Error('n')); }, 5);`;
    const { signal, status, events } = await runAnd(text, (child) => setTimeout(() => child.kill(name), 300));
    expect({ signal, status }).toEqual({ signal: name, status: null });
    expect(events.length % 50).toBe(0);
    expect(events.length).toBeGreaterThan(0);
  },
);

test('A program that handles a signal itself decides what becomes of it, even when it handles it only once', async () => {
  const text = `process.once('SIGTERM', () => setTimeout(() => { console.log('bye'); process.exit(7); }, 50));
    console.log('up'); setInterval(() => hindcast.recordError(new Error('n')), 5);`;
  const { status, stdout } = await runAnd(text, (child) => setTimeout(() => child.kill('SIGTERM'), 300));
  expect({ status, stdout }).toEqual({ status: 7, stdout: 'up\nbye\n' });
});

test('A kill loses at most what the last moments wrote', async () => {
  const text = `hindcast.recordError(new Error('first')); await hindcast.flush(); let n = 0;
    for (;;) { const until = performance.now() + 1; while (performance.now() < until); hindcast.recordError(new Error('n'), { n: ++n });
      if (n === 50) console.log(n); if (n === 1000) process.kill(process.pid, 'SIGKILL'); }`;
  const { events, signal } = await runAnd(text, () => {});
  expect(signal).toBe('SIGKILL');
  // The program never gives its loop of events a turn; a record every millisecond.
  expect(events.length).toBeGreaterThan(900);
});

test.each([{ HINDCAST_DISABLED: '1' }, { DO_NOT_TRACK: '1' }, { TELEMETRY_ENABLED: 'false' }])(
  'With %j functions run, ids are given, and nothing is kept',
  (variables: Record<string, string>) => {
    const { stdout, events, stderr } = run(
      `console.log(await hindcast.invocation({ agent: 'a' }, (run) => run.tool('t', {}, () => 42)),
        hindcast.logInvocation({ agentName: 'x' }).length, hindcast.recordError(new Error('x')).length, hindcast.enabled);`,
      variables,
    );
    expect({ stdout, events, stderr }).toEqual({ stdout: '42 36 36 false\n', events: [], stderr: '' });
  },
);

test('Poisoned objects do no harm, and what can be read of them is kept', () => {
  const { events, stderr, stdout } = run(`
    const cycle = { name: 'cycle' }; cycle.self = cycle;
    const bomb = new Proxy({}, { ownKeys() { throw new Error('no keys'); }, get() { throw bomb; }, getPrototypeOf() { throw bomb; } });
    const getter = { good: 1, get bad() { throw bomb; }, toJSON() { throw new Error('no json'); } };
    const deep = {}; let at = deep; for (let n = 0; n < 10000; n++) at = at.next = {};
    const odd = [cycle, bomb, getter, deep, 10n, Symbol('s'), () => {}, NaN, new Date(NaN), null, undefined, 'x'.repeat(50_000_000),
      Buffer.alloc(1000), new Array(1e6).fill('x'), JSON.parse('{"__proto__":{"x":1}}'), '\\ud800', Object.create(null)];
    const liar = new Error('real'); Object.defineProperty(liar, 'message', { get() { throw bomb; } });
    for (const value of [...odd, liar]) {
      hindcast.recordError(value, { value }); hindcast.recordError(new Error('fine'), value); hindcast.logInvocation(value);
      hindcast.updateInvocation(value); hindcast.logSuccessMetric(value); hindcast.usage({ model: value, attributes: value });
      hindcast.call({ tool: value, params: value, output: value, error: value }); hindcast.tool('t', value, () => value);
    }
    await hindcast.invocation({ agent: 'odd', state: bomb }, (run) => { run.outcome(bomb); run.feedback(bomb); });
    console.log('alive');`);
  expect({ stderr, stdout }).toEqual({ stderr: '', stdout: 'alive\n' });
  expect(events.filter((event) => event['error_text'] === 'fine').length).toBe(18);
  expect(events.find(({ attributes }) => JSON.stringify(attributes)?.includes('"good":1'))).toBeDefined();
});

test('A class of agents is watched without being told how, and stays what it is', () => {
  const { events, stdout, stderr } = run(`
    class BaseAgent {
      #secret = 7; static made = 0;
      execute_task(task) { return this._impl(task); }
      async runLater(task) { throw this.error = new TypeError(task); }
      callback() { throw new Error('not by convention'); }
      get executeNothing() { return undefined; }
      secret() { return this.#secret; }
    }
    const Watched = withTelemetry(BaseAgent);
    class CiteAgent extends Watched { _impl(task) { throw this.error = new RangeError(task); } async invokeMe() { return this.runLater('inner'); } }
    const agent = new CiteAgent();
    const caught = []; 
    try { agent.execute_task('sync') } catch (error) { caught.push(error === agent.error) }
    await agent.runLater('async').catch((error) => caught.push(error === agent.error));
    await agent.invokeMe().catch((error) => caught.push(error === agent.error));
    try { agent.callback() } catch {}
    console.log(caught.join(), agent instanceof BaseAgent, agent.secret(), Object.keys(agent).join(), Watched.name, Watched.made);`);
  expect({ stdout, stderr }).toEqual({ stdout: 'true,true,true true 7 error BaseAgent 0\n', stderr: '' });
  expect(events).toMatchObject([
    { kind: 'error', name: 'CiteAgent', error_class: 'RangeError', error_text: 'sync' },
    { kind: 'error', name: 'CiteAgent', error_class: 'TypeError', error_text: 'async' },
    { kind: 'error', name: 'CiteAgent', error_class: 'TypeError', error_text: 'inner' },
  ]);
});

test.each([
  ['throws', "throw new Error('boom')", 1],
  ['rejects', "Promise.reject(new Error('boom'))", 1],
  ['rejects what it handles', "process.on('unhandledRejection', () => {}); Promise.reject(new Error('boom'))", 0],
  [
    'rejects a watched promise',
    "const A = withTelemetry(class { async run() { throw new Error('boom') } }); new A().run()",
    1,
  ],
])('A program that %s ends as it would have, and the error is recorded once', (_what, text, status) => {
  const ended = run(`hindcast.captureUncaught(); ${text}`);
  expect(ended.status).toBe(status);
  expect(ended.events).toMatchObject([{ kind: 'error', error_text: 'boom' }]);
});

test('The repository is found from where the program stands, through links', () => {
  const folder = newFolder();
  const [repository, elsewhere] = [join(folder, 'pin-citer'), join(folder, 'elsewhere')];
  mkdirSync(join(repository, '.git'), { recursive: true });
  mkdirSync(join(repository, 'src'));
  mkdirSync(elsewhere);
  writeFileSync(join(repository, '.git', 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(repository, '.git', 'config'), '[remote "origin"]\n\turl = git@github.com:team/pin-citer.git\n');
  symlinkSync(join(repository, 'src'), join(elsewhere, 'linked'));
  const text = `const cwd = process.argv[2]; const other = createHindcast(cwd ? { cwd } : {}); other.recordError(new Error('x'));`;
  const file = programOf(folder, text);
  for (const [cwd, argument] of [[join(repository, 'src')], [elsewhere, join(elsewhere, 'linked')]])
    spawnSync(process.execPath, [file, ...(argument === undefined ? [] : [argument])], {
      cwd,
      env: environmentOf(folder),
    });
  symlinkSync(file, join(repository, 'src', 'linked.mjs'));
  spawnSync(process.execPath, [join(repository, 'src', 'linked.mjs')], { cwd: elsewhere, env: environmentOf(folder) });
  expect(eventsIn(join(folder, 'home')).map(({ repo }) => repo)).toEqual(Array(3).fill('github.com/team/pin-citer'));
});

test('Too much at once is dropped and counted, and never waited for', () => {
  const { events, stdout } = run(`const small = createHindcast({ limits: { records: 100, bytes: 65536 } });
    for (let n = 0; n < 5000; n++) small.recordError(new Error('x'.repeat(900)));
    await small.flush(); console.log(small.dropped);`);
  expect(Number(stdout)).toBeGreaterThan(0);
  expect(events.length + Number(stdout)).toBe(5000);
});

test('A home that cannot be written is no harm, and what is lost is counted', () => {
  const { stdout, stderr } = run(
    `hindcast.recordError(new Error('x')); await hindcast.flush(); console.log(hindcast.dropped);`,
    { HINDCAST_HOME: '/proc/nowhere' },
  );
  expect({ stdout, stderr }).toEqual({ stdout: '1\n', stderr: '' });
});

test('Where no thread can run, the program writes itself', () => {
  const { events, stdout } = run(`
    ${withWorker("class { constructor() { made = this; throw new Error('no threads'); } }")}
    for (let n = 0; n < 200; n++) fresh.recordError(new Error('x'));
    await fresh.flush(); console.log(fresh.dropped, made !== undefined); fresh.recordError(new Error('last'));`);
  expect(stdout).toBe('0 true\n');
  expect(events).toHaveLength(201);
});

test('When the thread dies, the program goes on writing', () => {
  const { events, stdout } = run(`
    ${withWorker('class extends Worker { constructor(...all) { super(...all); made = this; } }')}
    fresh.recordError(new Error('x')); await fresh.flush(); await made.terminate();
    for (let n = 0; n < 200; n++) fresh.recordError(new Error('x'));
    await fresh.flush(); console.log(fresh.dropped);`);
  expect(stdout).toBe('0\n');
  expect(events).toHaveLength(201);
});

test('Child processes and clusters each write what they record', () => {
  const { events, stderr } = run(`
    const cluster = (await import('node:cluster')).default; const { fork } = await import('node:child_process');
    hindcast.recordError(new Error('x'));
    if (cluster.isPrimary && process.send === undefined) {
      cluster.fork(); fork(process.argv[1]);
    } else process.disconnect();`);
  expect(stderr).toBe('');
  expect(events).toHaveLength(3);
});
