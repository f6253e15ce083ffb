/** What is known to help when a part of a session takes long. Parts about which nothing general can be said have no advice. */

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^tool: (?:Task|Agent|spawn_agent|task)$/, 'Use for complex work only, not simple queries.'],
  [
    /^tool: (?:Bash|PowerShell|shell|exec_command|local_shell|run_shell_command|bash)$/,
    'Run long commands in the background, and tests of what changed before all tests.',
  ],
  [
    /^tool: (?:WebFetch|WebSearch|web_fetch|google_web_search|web_search)$/,
    'Keep what is looked up often in a file of the project.',
  ],
  [
    /^tool: (?:Grep|Glob|LS|grep_search|glob|list_directory|grep|search)$/,
    'Name a folder or a file type, so that less is searched.',
  ],
  [/^tool: AskUserQuestion$|^tool: ExitPlanMode$/, 'It waits for a person: ask once, for everything.'],
  [/^tool: mcp__/, 'Ask the server for less at once, or look at its own latency.'],
  [/^permission$/, 'Allow what is always approved (permissions.allow), so that nobody has to be there.'],
  [/^model$/, 'Smaller contexts and smaller steps answer sooner; a faster model may do for routine turns.'],
];

/** One sentence for a `component` of the analysis `latency`, or undefined. */
export function slownessAdvice(component: string): string | undefined {
  return ADVICE.find(([pattern]) => pattern.test(component))?.[1];
}
