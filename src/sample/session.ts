/** Plays one session of the sample: turns scenes into events on a clock that only runs forward. */

import type { Event, EventOf } from '../event/schema.ts';
import type { Agent, Person, Repo } from './cast.ts';
import type { Random } from './random.ts';
import { PLOTS, type Act, type Turn } from './scenes.ts';

export type Role = {
  readonly id: string;
  readonly startsAt: number;
  readonly person: Person;
  readonly agent: Agent;
  readonly repo: Repo;
  readonly hasHooks: boolean;
};

type Stage = {
  readonly role: Role;
  readonly random: Random;
  readonly model: string;
  readonly branch: string;
  readonly events: Event[];
  clock: number;
  answers: number;
  calls: number;
  context: number;
};

const SYSTEM_TOKENS = 14_000;

export function playSession(role: Role, random: Random): readonly Event[] {
  const { agent, repo } = role;
  const stage: Stage = {
    role,
    random,
    model: random.pick(agent.models),
    branch: random.pick(repo.branches),
    events: [],
    clock: role.startsAt,
    answers: 0,
    calls: 0,
    context: SYSTEM_TOKENS,
  };
  const prompts = random.between(1, 4);
  let lastAct: Act | undefined;
  for (let number = 0; number < prompts; number++) {
    prompt(stage, number);
    for (const scene of random.pick(PLOTS))
      for (const turn of scene(repo, random)) {
        answer(stage, turn);
        lastAct = turn.at(-1);
      }
    answer(stage, []);
  }
  const end = stage.clock;
  stage.events.unshift({
    kind: 'session',
    id: role.id,
    at: instant(role.startsAt),
    ...common(stage),
    ended_at: instant(end),
    origin: 'startup',
    cwd: `/sample/${repo.name.split('/').at(-1) ?? ''}`,
  });
  if (lastAct?.target.startsWith('git ') === true && lastAct.ends === undefined) {
    stage.events.push({
      kind: 'outcome',
      id: `${role.id}-committed`,
      at: instant(end),
      ...common(stage),
      result: 'committed',
      subject_id: role.id,
    });
  }
  if (random.chance(0.3)) {
    const rating = random.pick([5, 4, 4, 3, 2]);
    stage.events.push({
      kind: 'feedback',
      id: `${role.id}-rated`,
      at: instant(end),
      ...common(stage),
      observers: 'log',
      subject_id: role.id,
      rating,
      success: rating >= 3,
      judge: 'human',
    });
  }
  return stage.events;
}

function prompt(stage: Stage, number: number): void {
  if (number > 0) stage.clock += stage.random.around(120_000);
  const size = stage.random.around(160);
  stage.events.push({
    kind: 'prompt',
    id: `${stage.role.id}-p${number}`,
    at: instant(stage.clock),
    ...common(stage),
    seq: stage.events.length,
    input_bytes: size,
  });
  stage.clock += stage.random.around(900);
}

/** One answer and its calls, which run one after the other. */
function answer(stage: Stage, acts: Turn): void {
  const turn = stage.answers;
  writeAnswer(stage, { model: stage.model, fresh: stage.random.around(900), context: stage.context });
  stage.context += 1200;
  for (const act of acts) call(stage, act, { turn });
}

type Said = { model: string; fresh: number; context: number; subagent?: string };

function writeAnswer(stage: Stage, { model, fresh, context, subagent }: Said): void {
  const { random, role } = stage;
  const thinking = random.around(4000);
  const output = random.around(220);
  stage.events.push({
    kind: 'answer',
    id: `${role.id}-a${stage.answers}`,
    at: instant(stage.clock),
    ...common(stage),
    ...inside(subagent),
    model,
    seq: stage.events.length,
    turn: stage.answers,
    input_tokens: role.agent.writesCache ? random.between(3, 12) : fresh,
    cache_read_tokens: context,
    ...(role.agent.writesCache ? { cache_write_5m_tokens: fresh } : {}),
    output_tokens: output,
    output_is_final: true,
    duration_ms: thinking,
    ttft_ms: Math.round(thinking / 4),
  });
  stage.answers += 1;
  stage.clock += thinking;
}

function call(stage: Stage, act: Act, place: { turn: number; subagent?: string }): void {
  const { random, role } = stage;
  const began = stage.clock;
  const id = `${role.id}-c${stage.calls}`;
  stage.calls += 1;
  const seq = stage.events.length;
  if (act.inside !== undefined) playSubagent(stage, `${id}-subagent`, act.inside);
  const isWaiting = act.ends?.outcome === 'denied';
  const ran =
    act.inside === undefined
      ? random.around(act.does === 'run' ? (act.target.startsWith('git') ? 90 : 7000) : act.does === 'search' ? 60 : 15)
      : stage.clock - began;
  const waited = isWaiting ? random.around(9000) : random.around(30);
  const isKnown =
    !isWaiting && act.ends?.outcome !== 'cancelled' && (role.agent.isTimed || (act.does === 'run' && ran > 1000));
  const size = random.around(act.does === 'read' ? 5000 : 700);
  stage.events.push({
    kind: 'call',
    id,
    at: instant(began),
    ...common(stage),
    ...inside(place.subagent),
    observers: observersOf(stage, act),
    seq,
    turn: place.turn,
    model: stage.model,
    tool: role.agent.tools[act.does],
    target: `${role.agent.spells?.[act.does] ?? ''}${act.target}`,
    outcome: 'ok',
    ...(act.does === 'run' && role.agent.name === 'codex' ? { exit_code: 0 } : {}),
    ...act.ends,
    input_bytes: random.around(180),
    output_bytes: size,
    elapsed_ms: ran + waited,
    ...(isKnown ? { duration_ms: ran } : {}),
    ...(act.does === 'edit' && act.ends === undefined
      ? { lines_added: random.around(8), lines_removed: random.around(4) }
      : {}),
  });
  stage.clock = began + ran + waited;
  stage.context += Math.round(size / 4);
}

function playSubagent(stage: Stage, subagent: string, acts: readonly Act[]): void {
  let context = SYSTEM_TOKENS / 2;
  for (const act of acts) {
    const turn = stage.answers;
    writeAnswer(stage, { model: stage.role.agent.subagentModel, fresh: stage.random.around(1500), context, subagent });
    call(stage, act, { turn, subagent });
    context += 2000;
  }
}

/** Hooks never see what was refused, and now and then one is lost; a transcript that was deleted early leaves only the hook's word. */
function observersOf({ role, random }: Stage, act: Act): string {
  const draw = random.between(1, 100);
  if (!role.hasHooks || act.ends?.outcome === 'denied' || draw <= 4) return 'transcript';
  return draw >= 98 ? 'hook' : 'hook,transcript';
}

function common({
  role,
  branch,
}: Stage): Pick<
  EventOf<'prompt'>,
  | 'observers'
  | 'agent'
  | 'agent_version'
  | 'session_id'
  | 'session_at'
  | 'repo'
  | 'branch'
  | 'developer'
  | 'utc_offset_min'
> {
  return {
    observers: 'transcript',
    agent: role.agent.name,
    agent_version: role.agent.version,
    session_id: role.id,
    session_at: instant(role.startsAt),
    repo: role.repo.name,
    branch,
    developer: role.person.name,
    utc_offset_min: role.person.utcOffsetMin,
  };
}

function inside(subagent: string | undefined): { subagent_id?: string } {
  return subagent === undefined ? {} : { subagent_id: subagent };
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
