/** Adds to an event what its source cannot know: schema version, machine, repository and local offset. Takes the working directory away. */

import { SCHEMA_VERSION, type Event } from '../event/schema.ts';
import { makeRepoFinder } from './repo.ts';

export type StampOptions = { readonly machine: string; readonly homeDir: string };

/** In the order in which they are added. */
export type Stamped = { repo: string | undefined; v: number; machine: string; utc_offset_min: number };

export type Stamp = {
  /**
   * Completes the event in place, because a copy costs more than all the rest; a source that yields the same object again loses nothing
   * by it.
   */
  add(event: Event): Event;
  /** What would be added to an event that has none of it. One object is reused: read it, do not keep it. */
  of(event: Event): Stamped;
};

export function makeStamp({ machine, homeDir }: StampOptions): Stamp {
  const findRepo = makeRepoFinder(homeDir);
  const offsetAt = makeOffsets();
  const stamped: Stamped = { repo: undefined, v: SCHEMA_VERSION, machine, utc_offset_min: 0 };
  return {
    add(event) {
      const fields: Record<string, unknown> = event;
      if (event.repo === undefined && event.cwd !== undefined) fields['repo'] = findRepo(event.cwd);
      // Only sessions keep their folder. Undefined is as good as absent; taking a field out of an object makes all that follows slow.
      if (event.kind !== 'session') fields['cwd'] = undefined;
      fields['v'] = SCHEMA_VERSION;
      fields['machine'] = machine;
      fields['utc_offset_min'] ??= offsetAt(event.at);
      return event;
    },
    of({ cwd, at }) {
      stamped.repo = cwd === undefined ? undefined : findRepo(cwd);
      stamped.utc_offset_min = offsetAt(at);
      return stamped;
    },
  };
}

/** Minutes by which the clock of this machine is ahead of UTC; remembered for ten minutes, the finest grain at which zones change. */
function makeOffsets(): (at: string) => number {
  const known = new Map<string, number>();
  return (at) => {
    const grain = String(at).slice(0, 15);
    let offset = known.get(grain);
    if (offset === undefined) {
      // The zone of the machine is what is asked for here, so Date's own is right; 0 instead of -0.
      offset = 0 - new Date(at).getTimezoneOffset();
      known.set(grain, offset);
    }
    return offset;
  };
}
