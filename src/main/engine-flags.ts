/**
 * What the engine's V8 is told. WebAssembly, of which SQLite is all there is, goes through the quick compiler alone: the
 * thorough one took 30 MB and checked a database of 250 MB no faster, see docs/performance.md.
 */
export const V8_FLAGS = ['--liftoff-only'] as const;

/** As an argument of a utility process. */
export const ENGINE_ARGUMENTS: string[] = [`--js-flags=${V8_FLAGS.join(' ')}`];
