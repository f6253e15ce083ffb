/**
 * An invented fortnight of four people with three agents, shown, clearly labelled, on a machine without any agent data. The same day always
 * gives the same events; none of them lies in the future.
 */

import type { Event } from '../event/schema.ts';
import { PEOPLE, type Person } from './cast.ts';
import { makeRandom, type Random } from './random.ts';
import { playSession } from './session.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DAYS = 14;
const SEED = 20_260_101;

/** About 3,000 events of the 14 days that end with `now`. */
export function sampleEvents(now: Date): Event[] {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const events: Event[] = [];
  for (let daysAgo = DAYS - 1; daysAgo >= 0; daysAgo--) {
    for (const [number, person] of PEOPLE.entries()) {
      // A seed of its own for each day and person: what is left out of today does not change the days before.
      const random = makeRandom(SEED + daysAgo * 100 + number);
      for (let session = sessionsOn(today - daysAgo * DAY_MS, person, random); session > 0; session--) {
        const id = `sample-${daysAgo}-${number}-${session}`;
        events.push(...play({ id, person, daysAgo, day: today - daysAgo * DAY_MS }, random));
      }
    }
  }
  return upTo(now.toISOString(), events);
}

function upTo(now: string, events: readonly Event[]): Event[] {
  const past = events.filter((event) => event.at <= now);
  return past.map((event) =>
    event.kind === 'session' && event.ended_at !== undefined && event.ended_at > now
      ? { ...event, ended_at: now }
      : event,
  );
}

/** One session less or more than usual; hardly any at the weekend. */
function sessionsOn(day: number, person: Person, random: Random): number {
  const weekday = new Date(day).getUTCDay();
  if (weekday === 0 || weekday === 6) return random.chance(0.25) ? 1 : 0;
  return Math.max(1, person.sessionsPerDay + random.between(-1, 1));
}

type Plan = { id: string; person: Person; daysAgo: number; day: number };

function play({ id, person, daysAgo, day }: Plan, random: Random): readonly Event[] {
  const startsAt = day + 8 * HOUR_MS - person.utcOffsetMin * 60_000 + random.between(0, 9 * HOUR_MS);
  const hasHooks = person.hookedSince !== undefined && daysAgo < person.hookedSince;
  return playSession(
    { id, startsAt, person, agent: random.pick(person.agents), repo: random.pick(person.repos), hasHooks },
    random,
  );
}
