/**
 * A recorder for the surroundings of this process, for programs that live inside somebody else's agent: settings that cannot be read do
 * not stop the program, but nothing is recorded then, because they may say what must be redacted.
 */

import type { Environment } from '../config/environment.ts';
import { places, type Places } from '../config/home.ts';
import { presumedPlaces } from '../config/presumed.ts';
import { loadSettings } from '../config/load.ts';
import { openRecorder, type Recorder } from '../record.ts';
import { redactionHere } from '../doors/known.ts';
import { REDACTION_SETTINGS } from '../redaction/options.ts';
import { nameOf, noteFailure } from './failures.ts';

export type Surroundings = {
  readonly recorder: Recorder;
  /** Notes the name of what went wrong beside the log. */
  note(failure: string): void;
};

export function recorderHere(environment: Environment, program: string): Surroundings {
  try {
    const settings = loadSettings(environment, {}, ['disabled', ...REDACTION_SETTINGS]);
    const home = places(settings.value('home'));
    const off = settings.offBecause !== undefined;
    return {
      recorder: openRecorder({
        places: home,
        redaction: redactionHere({ settings, environment, places: home }),
        environment,
        off,
      }),
      note: noteIn(home, program),
    };
  } catch (error) {
    const home = presumedPlaces(environment);
    const note = noteIn(home, program);
    note(nameOf(error));
    return { recorder: openRecorder({ places: home ?? places(''), redaction: {}, environment, off: true }), note };
  }
}

function noteIn(home: Places | undefined, program: string): (failure: string) => void {
  return (failure) => {
    if (home !== undefined) noteFailure(home, { at: new Date().toISOString(), source: program, failure });
  };
}
