/**
 * What is known to help against a class of failure. Classes whose cause differs from case to case have no hint: none
 * is better than a guess.
 */

import type { FailureClass } from '../sources/failure.ts';

const HINTS: Readonly<Partial<Record<FailureClass, string>>> = {
  file_not_found: 'List or search for the path before using it.',
  string_not_found: 'Read the file right before editing it, and copy the text exactly.',
  string_not_unique: 'Include more of the lines around the text, or replace all occurrences.',
  no_change: 'The new text equals the old one: read the file again before deciding on an edit.',
  file_not_read: 'Read the file before editing or overwriting it.',
  file_changed: 'Read the file again: it changed since it was last read.',
  command_not_found: 'Name the commands that exist in the agent instructions, or install the missing one.',
  timeout: 'Raise the timeout, or run the command in the background.',
  rejected_parameters: 'The call did not fit the schema of the tool: check the names and types of its parameters.',
  unknown_tool: 'The tool does not exist here: enable its server, or stop mentioning it in the instructions.',
  too_large: 'Ask for a part: an offset and a limit, or a narrower search.',
  not_a_directory: 'The path is a file (or a folder where a file was wanted): list its parent first.',
  git_lock: 'Another git process holds the lock: do not run git commands in parallel.',
  merge_conflict: 'Resolve the conflict before going on; pull or rebase earlier.',
  module_not_found: 'Install the dependencies first, and run from the folder of the package.',
  port_in_use: 'Stop the server that still runs, or choose another port.',
};

/** One sentence, or undefined. */
export function hintFor(errorClass: string): string | undefined {
  return BY_CLASS.get(errorClass);
}

const BY_CLASS: ReadonlyMap<string, string> = new Map(Object.entries(HINTS));
