/** What a command is. `main.ts` parses by this, and `--help`, completion and `docs/reference/commands.md` derive from it. */

export type Flag = {
  /** `boolean` takes no value; `list` may be repeated. */
  readonly type: 'boolean' | 'text' | 'list';
  readonly help: string;
  /** Shown for the value: `--since <DATE>`. */
  readonly value?: string;
  readonly short?: string;
  /** What completion offers for the value. */
  readonly choices?: readonly string[];
};

export type Argument = {
  readonly name: string;
  readonly help: string;
  readonly required?: boolean;
  readonly many?: boolean;
  readonly choices?: readonly string[];
};

export type Parsed = {
  readonly args: readonly string[];
  text(flag: string): string | undefined;
  list(flag: string): readonly string[];
  is(flag: string): boolean;
  /** True for `--no-<flag>`. */
  isOff(flag: string): boolean;
};

export type CommandDescriptor = {
  readonly summary: string;
  readonly description?: string;
  readonly args?: readonly Argument[];
  readonly flags?: Readonly<Record<string, Flag>>;
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Returns the exit status: 0 done, 1 findings or a check that failed. Refusals are thrown as AppError. */
  run(parsed: Parsed, context: Context): Promise<number>;
};

export type Command = CommandDescriptor & { readonly name: string };

/** The world that a command may touch; only `main.ts` makes a real one, so that tests never stub globals. */
export type Context = {
  readonly out: Output;
  readonly settings: import('../config/load.ts').Settings;
  readonly places: import('../config/home.ts').Places;
  readonly environment: import('../config/environment.ts').Environment;
  readonly stdin: () => Promise<string>;
  /** The same, piece by piece, for input that may not fit into memory. */
  readonly stdinPieces?: () => AsyncIterable<string>;
  /** A person, not a pipe, is at the other end of stdin. */
  readonly interactive: () => boolean;
  /** The answer to a question put on the terminal; undefined when nobody sits there. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** The key that is pressed in answer to a question, one of `keys`; undefined when nobody sits there, or nobody wants to answer. */
  readonly pressKey?: (question: string, keys: string) => Promise<string | undefined>;
  /** Registers what is to be undone when the command ends or is interrupted. */
  readonly atEnd: (cleanUp: () => void) => void;
  readonly now: () => Date;
  readonly version: string;
};

/** stdout for results, stderr for progress and notices. `columns` is the width to fit; `colour` says what the terminal bears. */
export type Output = {
  write(text: string): void;
  /** The same for what is no text. */
  bytes?(chunk: Uint8Array): void;
  notice(text: string): void;
  /** A progress line that replaces itself on a terminal and is silent elsewhere. */
  progress(text: string): void;
  /** Resolves when what was written has been taken; for commands that write more than fits into memory. */
  drained?(): Promise<void>;
  /** True when stdout is a terminal. */
  readonly terminal?: boolean;
  readonly columns: number;
  readonly colour: boolean;
  /** False when the locale is not UTF-8. */
  readonly unicode: boolean;
};

/** The file name is the name: `defineCommand('report', {…})`. */
export function defineCommand(name: string, descriptor: CommandDescriptor): Command {
  return { ...descriptor, name };
}
