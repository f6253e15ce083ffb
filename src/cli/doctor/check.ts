/** One finding of `hindcast doctor`. Only `action` makes the command fail: something is lost or wrong until a person does something. */

export type State = 'ok' | 'note' | 'action';

export type Check = {
  /** Stable name for scripts, as `log.size`. */
  readonly id: string;
  readonly state: State;
  readonly text: string;
  /** What to do. */
  readonly hint?: string;
};

export type Section = { readonly title: string; readonly checks: readonly Check[] };
