// Modules of Node that load slowly are asked for when one of their functions is called, which most runs of what is bundled never do.

/** `slow` matches their names. Only functions can be had of them. */
export function lateModules(slow) {
  return {
    name: 'late-modules',
    setup(build) {
      build.onResolve({ filter: slow }, ({ path, namespace }) =>
        namespace === 'late' ? { path, external: true } : { path, namespace: 'late', sideEffects: false },
      );
      build.onLoad({ filter: slow, namespace: 'late' }, async ({ path }) => {
        const names = Object.keys(await import(path)).filter((name) => name !== 'default');
        const wrapped = names.map(
          (name) => `export const ${name} = (...given) => require(${JSON.stringify(path)}).${name}(...given);`,
        );
        return { contents: wrapped.join('\n'), loader: 'js' };
      });
    },
  };
}
