/** The end of a process without anything in between, which Node has and its types do not name. */

declare namespace NodeJS {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to.
  interface Process {
    reallyExit(code: number): never;
  }
}
