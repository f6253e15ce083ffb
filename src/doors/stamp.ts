/** Adds to an event what its source cannot know: schema version, machine, repository and local offset. Takes the working directory away. */

import { SCHEMA_VERSION, type Event } from '../event/schema.ts';
import { makeRepoFinder } from './repo.ts';

export type StampOptions = { readonly machine: string; readonly homeDir: string };

/** A new event; the one given is left as it is, for a source may still hold it. */
export function makeStamp({ machine, homeDir }: StampOptions): (event: Event) => Event {
  const findRepo = makeRepoFinder(homeDir);
  const offsetAt = makeOffsets();
  return (event) => {
    const stamped = withoutFolder(event);
    const repo = event.repo ?? (event.cwd === undefined ? undefined : findRepo(event.cwd));
    stamped.v = SCHEMA_VERSION;
    stamped.machine = machine;
    stamped.utc_offset_min = event.utc_offset_min ?? offsetAt(event.at);
    if (repo !== undefined) stamped.repo = repo;
    return stamped;
  };
}

/** Only sessions keep their folder. */
function withoutFolder(event: Event): Event {
  if (event.kind === 'session' || event.cwd === undefined) return { ...event };
  const { cwd: _, ...rest } = event;
  return rest;
}

/** Minutes by which the clock of this machine is ahead of UTC; remembered for ten minutes, the finest grain at which zones change. */
function makeOffsets(): (at: string) => number {
  const known = new Map<string, number>();
  return (at) => {
    const grain = at.slice(0, 15);
    let offset = known.get(grain);
    if (offset === undefined) {
      // The zone of the machine is what is asked for here, so Date's own is right; 0 instead of -0.
      offset = 0 - new Date(at).getTimezoneOffset();
      known.set(grain, offset);
    }
    return offset;
  };
}
