/**
 * What a redaction rule is: words that wake it, a bounded look around the hit, and examples that are its tests. A rule reads at most a
 * few kilobytes around its hit, so that a scan stays linear whatever the text holds.
 */

/** What can be found, and what is written in its place. The list is closed; no placeholder tells length or content of what it hides. */
export const KINDS = {
  secret: { placeholder: '***', meaning: 'Password, key or token.' },
  home: { placeholder: '***', meaning: 'User name in a path.' },
  email: { placeholder: '[redacted:email]', meaning: 'E-mail address.' },
  ip: { placeholder: '[redacted:ip]', meaning: 'IP address, except loopback and unspecified ones.' },
  'private-key': { placeholder: '[redacted:private-key]', meaning: 'Body of a private key.' },
  known: { placeholder: '***', meaning: 'Value of a secret environment variable of this machine.' },
  name: { placeholder: '***', meaning: 'Name of the user or of this machine.' },
  policy: { placeholder: '***', meaning: 'Literal or pattern of a user or team policy.' },
} as const satisfies Record<string, { placeholder: string; meaning: string }>;

export type FindingKind = keyof typeof KINDS;

/**
 * Where a keyword (or a run of token characters) stands. One object is reused: read it, do not keep it. In `seen`, a rule that looks at a
 * wide window notes up to where it has looked in this text, so that many hits in one window cost one look.
 */
export type Hit = { start: number; end: number; keyword: string; readonly seen: Map<string, number> };

/** Reports that `text.slice(start, end)` is to be replaced. */
export type Found = (start: number, end: number) => void;

export type RuleDescriptor = {
  readonly title: string;
  readonly kind: FindingKind;
  /** Lower-case ASCII; matched in any case, and a digit matches any digit. */
  readonly keywords: readonly string[];
  /** Also woken by every run of at least 28 characters of A-Z a-z 0-9 _ - (with an empty keyword). */
  readonly runs?: true;
  /** Also woken by what may be an IPv6 address (with an empty keyword). */
  readonly colons?: true;
  find(text: string, hit: Readonly<Hit>, found: Found): void;
  /** Text, and what is left of it. */
  readonly redacts: readonly (readonly [text: string, left: string])[];
  /** Texts in which this rule finds nothing. */
  readonly keeps: readonly string[];
};

export type Rule = RuleDescriptor & { readonly id: string };

/** The file name is the id: `defineRule('jwt', {…})`. */
export function defineRule(id: string, descriptor: RuleDescriptor): Rule {
  return { ...descriptor, id };
}
