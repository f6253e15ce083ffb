/** The little of WebAssembly that `elide.ts` uses; Node's own types leave it out. */

declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    readonly buffer: ArrayBuffer;
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, Readonly<Record<string, () => void>>>>);
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
