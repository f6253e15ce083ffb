/**
 * The closed table of failure classes and the one function that finds the class of a message. Every pattern is bounded, so that the
 * time is linear in the text, and only the first part of a text is looked at.
 */

import type { Outcome } from '../event/schema.ts';

type Failure = {
  readonly meaning: string;
  /** Set when the message is not a failure but a decision or an interruption. */
  readonly outcome?: Extract<Outcome, 'denied' | 'cancelled'>;
};

export const FAILURES = {
  user_rejected: { meaning: 'The user refused the call, or did not accept the plan.', outcome: 'denied' },
  permission_rule: { meaning: 'A permission rule or an automatic check refused the call.', outcome: 'denied' },
  hook_blocked: { meaning: 'A hook refused the call.', outcome: 'denied' },
  interrupted: { meaning: 'The call was interrupted before it was done.', outcome: 'cancelled' },
  sibling_failed: { meaning: 'Another call of the same answer failed, so this one was not run.', outcome: 'cancelled' },
  unknown_tool: { meaning: 'No tool has the name that was called.' },
  rejected_parameters: { meaning: 'The parameters do not fit the tool.' },
  blocked_command: { meaning: 'The client refuses to run a command of this kind.' },
  string_not_found: { meaning: 'The text to be replaced does not stand in the file.' },
  string_not_unique: { meaning: 'The text to be replaced stands in the file more than once.' },
  no_change: { meaning: 'The edit would change nothing.' },
  file_not_read: { meaning: 'The file was to be changed without having been read.' },
  file_changed: { meaning: 'The file has changed since it was read.' },
  file_not_found: { meaning: 'A file or folder does not exist.' },
  not_a_directory: { meaning: 'A path is a folder where a file is wanted, or the other way round.' },
  too_large: { meaning: 'A file or result is larger than the tool accepts.' },
  timeout: { meaning: 'The time allowed ran out.' },
  command_not_found: { meaning: 'A command is not installed or not on the path.' },
  git_lock: { meaning: 'Another git process holds a lock.' },
  merge_conflict: { meaning: 'A merge, rebase or cherry-pick stopped at a conflict.' },
  git_refused: {
    meaning: 'Git would not go on: no upstream, ignored paths, local changes in the way, a rejected push.',
  },
  port_in_use: { meaning: 'The network port is taken.' },
  disk_full: { meaning: 'The disk is full.' },
  out_of_memory: { meaning: 'Memory ran out.' },
  test_failed: { meaning: 'Tests ran and some failed.' },
  check_failed: { meaning: 'A formatter, a linter or a check before a commit complained.' },
  module_not_found: { meaning: 'A module or package that the code imports is missing.' },
  type_error: { meaning: 'A type checker complained, or a value had the wrong type.' },
  syntax_error: { meaning: 'Code, a query or a command line cannot be parsed.' },
  http_error: { meaning: 'A server answered with an error status.' },
  network: { meaning: 'A host could not be reached.' },
  permission_denied: { meaning: 'The operating system or the sandbox refused access.' },
  uncaught_exception: { meaning: 'A program ended with an exception of another kind.' },
  information: { meaning: 'The exit status answers a question, as that of grep or diff does: no failure.' },
  exit_nonzero: { meaning: 'A command ended with a status other than 0, for a reason that its output does not name.' },
  other: { meaning: 'None of the above.' },
} as const satisfies Record<string, Failure>;

export type FailureClass = keyof typeof FAILURES;

/** What became of a call, as far as its record says. */
export type CallResult = {
  readonly outcome: Outcome;
  readonly exit_code?: number;
  readonly error_class?: FailureClass;
  readonly error_text?: string;
  readonly output_bytes?: number;
  readonly lines_added?: number;
  readonly lines_removed?: number;
};

type Pattern = readonly [FailureClass, RegExp];

/** Made with the first failure: most hook processes see none, and making these expressions takes them a tenth of their time. */
function late<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

/** What a client says itself. Anchored at the start, because the rest may quote anything. */
const client = late((): readonly Pattern[] => [
  [
    'user_rejected',
    /^(?:the )?(?:user|agent) (?:doesn't want to proceed|has? ?(?:rejected|denied|declined)|(?:rejected|denied|declined)|chose not to|proposed a plan that was rejected)/i,
  ],
  ['user_rejected', /^(?:\w{1,30} ){0,4}(?:rejected|denied|declined) by (?:the )?user\b/i],
  [
    'permission_rule',
    /^permission (?:to use|for this action|denied by)|^[^\n]{0,120}(?:denied by your permission settings|requires approval|haven't granted it yet)/i,
  ],
  [
    'hook_blocked',
    /^[\w:.-]{0,80} ?hook (?:error|blocked|denied|failed)|^hook \S{1,80} (?:denied|blocked)|^execution stopped by \S{1,80} hook|^(?:blocked|denied) by (?:a |the )?(?:\w{1,30} )?hook/i,
  ],
  [
    'interrupted',
    /^\[request interrupted|^the user doesn't want to take this action|^tool permission (?:request failed|stream closed)/i,
  ],
  [
    'interrupted',
    /^(?:the )?(?:operation|request|command|tool call|tool execution|call|turn)? ?(?:was )?(?:aborted|interrupted|cancell?ed)\b(?! by a signal|: parallel)/i,
  ],
  ['sibling_failed', /^sibling tool call errored|^cancelled: parallel tool call/i],
  [
    'unknown_tool',
    /^no such tool available|^unknown tool|^unsupported (?:custom tool )?call|^tool [^\n]{1,100} (?:not found|does not exist|is not available)/i,
  ],
  [
    'rejected_parameters',
    /^input ?validation ?error|^[^\n]{0,120}(?:required parameter|could not be parsed as json|failed to parse (?:function )?arguments|invalid (?:parameters|arguments))/i,
  ],
  ['blocked_command', /^blocked:/i],
  [
    'string_not_found',
    /^string to replace not found|^[^\n]{0,160}(?:old_string (?:was )?not found|failed to find (?:expected lines|context))/i,
  ],
  ['string_not_unique', /^found \d{1,9} matches of the string to replace|^[^\n]{0,160}(?:is|are) not unique in/i],
  ['no_change', /^no changes to make|^old_string and new_string (?:are|must)/i],
  [
    'file_not_read',
    /^[^\n]{0,200}(?:has not been read yet|must (?:first )?(?:be )?read (?:it |the file )?(?:first|before))/i,
  ],
  ['file_changed', /^[^\n]{0,200}(?:unexpectedly modified|(?:modified|changed) since)/i],
  ['file_not_found', /^(?:file|directory|path|folder|notebook)[^\n]{0,200} (?:does not exist|not found)/i],
  ['too_large', /^[^\n]{0,300}(?:exceeds (?:the )?maximum|too (?:large|long|many tokens))/i],
]);

/** What systems, compilers and commands say, wherever it stands in an output. The more telling ones come first. */
const output = late((): readonly Pattern[] => [
  [
    'timeout',
    /\b(?:command|operation|request|execution|script|tool) timed out\b|\btimed? ?out (?:after|waiting)\b|\bdeadline exceeded\b/i,
  ],
  [
    'command_not_found',
    /\bcommand not found\b|^\S{0,60}sh: (?:line )?(?:\d{1,6}: )?[^\s:]{1,80}: not found$|is not recognized as (?:an internal|the name)|^env: [^\n]{1,80}: no such file/im,
  ],
  ['git_lock', /\.lock'?: file exists|\bindex\.lock\b|another git process seems to be running/i],
  [
    'merge_conflict',
    /^conflict \(|automatic merge failed|\bunmerged (?:paths|files)\b|fix (?:them|conflicts)\b[^\n]{0,60}\bcommit|could not apply [0-9a-f]{6,40}/im,
  ],
  [
    'git_refused',
    /paths are ignored by one of your|has no upstream branch|would be overwritten by (?:merge|checkout)|^ ! \[(?:remote )?rejected\]|not a git repository|ambiguous argument '|is beyond a symbolic link/im,
  ],
  ['port_in_use', /\beaddrinuse\b|address already in use|port \d{1,5} is (?:already )?(?:in use|allocated|taken)/i],
  ['disk_full', /\benospc\b|no space left on device/i],
  ['out_of_memory', /javascript heap out of memory|\bout of memory\b|cannot allocate memory|\bMemoryError\b/i],
  [
    'test_failed',
    /\b[1-9]\d{0,6} (?:\w{1,20} )?(?:failed|failures?|failing)\b|^(?:--- )?FAIL(?:ED)?\b(?! to)|\btests? failed\b|test result: FAILED|^ {1,4}\d{1,4}\) test /m,
  ],
  [
    'check_failed',
    /\bpre-commit [^\n]{0,40}failed\b|\bis not formatted\b|code style issues found|\bwould reformat\b|\b[1-9]\d{0,5} problems? \(\d/i,
  ],
  [
    'module_not_found',
    /\bmodulenotfounderror\b|no module named|cannot find (?:module|package)\b|module not found|package [^\n]{1,120} is not in (?:std|goroot)|unresolved import/i,
  ],
  ['type_error', /\berror TS\d{3,5}\b|\bTypeError\b|\bmismatched types\b|\btype mismatch\b|incompatible type/],
  [
    'syntax_error',
    /\bsyntax ?error\b|unexpected token|\bparse error\b|bad substitution|unexpected end of file|unterminated (?:string|quoted)|no matches found: /i,
  ],
  [
    'http_error',
    /\bHTTP(?:\/[\d.]{1,3})?(?: error)?:? [45]\d\d\b|returned error: [45]\d\d\b|\bstatus(?: code)?:? [45]\d\d\b|\b[45]\d\d (?:bad request|unauthorized|forbidden|not found|too many requests|internal server error|bad gateway|service unavailable)/i,
  ],
  [
    'network',
    /\b(?:econnrefused|econnreset|enotfound|etimedout|ehostunreach|eai_again)\b|could not resolve host|connection (?:refused|reset|timed out)|network is unreachable|temporary failure in name resolution/i,
  ],
  [
    'permission_denied',
    /\bpermission denied\b|\b(?:eacces|eperm)\b|operation not permitted|access is denied|read-only file system/i,
  ],
  [
    'file_not_found',
    /\benoent\b|no such file or directory|cannot find the (?:file|path)|does not exist\.?$|pathspec '[^'\n]{1,200}' did not match/im,
  ],
  ['not_a_directory', /\beisdir\b|\benotdir\b|\bis a directory\b|not a directory/i],
  [
    'uncaught_exception',
    /^traceback \(most recent call last\)|^panic: |^exception in thread|^\*\* \([\w.]{1,80}error\)|^\w{0,80}Error: /im,
  ],
]);

/** Tools whose result is the output of a command, under the names that the known clients give them. */
export const COMMAND_TOOLS: ReadonlySet<string> = new Set([
  'Bash',
  'PowerShell',
  'Monitor',
  'shell',
  'local_shell',
  'exec_command',
  'write_stdin',
  'shell_command',
  'container.exec',
  'run_shell_command',
  'bash',
  'powershell',
]);

/** Text is looked at up to here: the message of a failure stands at the start. */
const LOOKED_AT = 4_000;

/** The class of a failed call's message. `tool` tells a command's output (`exit_nonzero` when nothing better fits) from a tool's message. */
export function classify(text: string, tool?: string): FailureClass {
  const message = messageOf(text).slice(0, LOOKED_AT);
  const isOutput = exitCodeOf(message) !== undefined;
  if (!isOutput) {
    for (const [name, pattern] of client()) if (pattern.test(message)) return name;
  }
  for (const [name, pattern] of output()) if (pattern.test(message)) return name;
  return isOutput || (tool !== undefined && COMMAND_TOOLS.has(tool)) ? 'exit_nonzero' : 'other';
}

/** True when the text has what makes a message one of this class. */
export function matchIn(text: string, name: string): boolean {
  return (
    byClass()
      .get(name)
      ?.some((pattern) => pattern.test(text)) === true
  );
}

const byClass = late((): ReadonlyMap<string, readonly RegExp[]> => {
  const patterns = [...client(), ...output()];
  return new Map(
    Object.keys(FAILURES).map((name) => [
      name,
      patterns.filter(([found]) => found === name).map(([, pattern]) => pattern),
    ]),
  );
});

/** The message without the frame that clients put around it. */
export function messageOf(text: string): string {
  let message = text.trimStart();
  if (message.startsWith(FRAME)) message = message.slice(FRAME.length);
  const end = message.indexOf('</tool_use_error>');
  if (end >= 0) message = message.slice(0, end);
  if (message.startsWith('Error: ')) message = message.slice('Error: '.length);
  return message;
}

/** N of a text that begins `Exit code N`; nothing else in a text counts, since outputs talk about exit codes, too. */
export function exitCodeOf(text: string): number | undefined {
  if (!text.startsWith('Exit code ')) return undefined;
  const code = Number.parseInt(text.slice('Exit code '.length, 'Exit code '.length + 11), 10);
  return Number.isSafeInteger(code) ? code : undefined;
}

/** `denied` or `cancelled` when the class is a decision and not a failure. */
export function decisionOf(name: FailureClass): 'denied' | 'cancelled' | undefined {
  const failure: Failure = FAILURES[name];
  return failure.outcome;
}

const FRAME = '<tool_use_error>';
