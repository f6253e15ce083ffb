/**
 * What is known to help against a class of failure, or against one message of it. Classes whose cause differs from case to case have no
 * hint: none is better than a guess.
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
  blocked_command: 'The client refuses commands of this kind: use the way that its message names.',
  disk_full: 'Free space on the disk, or move caches and outputs elsewhere.',
  out_of_memory: 'Work on a part, run fewer things at once, or raise the memory limit.',
  test_failed: 'Run only the failing tests while fixing them, and all of them before going on.',
  check_failed: 'Run the formatter and the linter before committing.',
  type_error: 'Run the type checker right after an edit, and fix its first message first.',
  syntax_error: 'Put longer scripts into a file instead of a quoted line, and check it before running it.',
  network: 'Check that the host is reachable from the sandbox, and try again with a pause in between.',
  permission_denied: 'Write inside the working folder, or allow the path or the command in the settings.',
};

/** The same for exceptions that programs report, by their types in several languages: advice for who writes the program. */
const BY_EXCEPTION: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:FileNotFound(?:Error|Exception)|NoSuchFileException|ENOENT|NotADirectoryError)$/,
    'Check that the file exists before using it.',
  ],
  [
    /^(?:PermissionError|AccessDeniedException|EACCES|EPERM|EBUSY)$/,
    'Try again with exponential backoff, as the file may be locked by another program; else check who may write it.',
  ],
  [
    /^(?:Timeout(?:Error|Exception)?|ETIMEDOUT|ReadTimeout|ConnectTimeout)$/,
    'Try again with exponential backoff, and raise the timeout where the work takes longer.',
  ],
  [
    /^(?:Connection(?:Error|RefusedError|ResetError)|ECONNREFUSED|ECONNRESET|ENOTFOUND|SocketException)$/,
    'Check that the server is reachable before the work begins, and try again with exponential backoff.',
  ],
  [/^(?:Key|Index|Attribute)Error$/, 'Check that the value is there before using it: records may lack a field.'],
  [
    /^(?:JSONDecodeError|JsonProcessingException)$/,
    'Check what was received before parsing it, and keep it with the error.',
  ],
  [/^(?:ModuleNotFound|Import)Error$/, 'Install the dependencies before the program starts.'],
  [/^(?:MemoryError|OutOfMemoryError|ENOMEM)$/, 'Work on a part at a time, or raise the memory limit.'],
  [/^ENOSPC$/, 'Free space on the disk, or move caches and outputs elsewhere.'],
];

/** Of a program whose exceptions have names of their own. */
const LOCKED = 'Let one process at a time use git, with a mutex around it: its index was locked.';

/** What certain messages ask for; looked for in the template of a failure. */
const BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/has no upstream branch/, 'Push a new branch with "git push -u origin HEAD".'],
  [/ignored by one of your \.gitignore/, 'Leave ignored paths out of "git add", or add them with -f on purpose.'],
  [/would be overwritten by/, 'Commit or stash local changes before pulling or switching branches.'],
  [
    /failed to push some refs|\[rejected\]/,
    'Pull or rebase before pushing: the remote has commits that are missing here.',
  ],
  [/not a git repository/i, 'Change into the repository first, or name it with "git -C".'],
  [
    /unknown (?:flag|option|command)|unrecognized (?:option|argument)/i,
    'Ask the program for its --help before using an option.',
  ],
];

/** One sentence, or undefined. `template` is what the message of the failure says, generalised. */
export function hintFor(errorClass: string, template = ''): string | undefined {
  return (
    BY_MESSAGE.find(([message]) => message.test(template))?.[1] ??
    BY_CLASS.get(errorClass) ??
    BY_EXCEPTION.find(([type]) => type.test(errorClass))?.[1] ??
    (/unable to create <\w+>: file exists/i.test(template) ? LOCKED : undefined)
  );
}

const BY_CLASS: ReadonlyMap<string, string> = new Map(Object.entries(HINTS));
