/** What the process sees of its surroundings, as a plain value: tests make one, only `env.ts` reads the real one. */

export type Environment = {
  /** The value of an environment variable; an empty one counts as unset. */
  variable(name: string): string | undefined;
  readonly homeDir: string;
  readonly cwd: string;
  readonly platform: string;
  readonly user: { readonly name?: string; readonly hostname?: string };
};
