/**
 * Flags for the engine's V8. WebAssembly, and that is SQLite alone, goes through the quick compiler alone:
 * the thorough one takes 30 MB more, and what it gains is small, see docs/performance.md. Maglev can keep a thread from
 * ending, see `avoidDeadlockAtExit`.
 */
export const V8_FLAGS = ['--liftoff-only', '--no-maglev'] as const;

/** As an argument of a utility process. */
export const ENGINE_ARGUMENTS: string[] = [`--js-flags=${V8_FLAGS.join(' ')}`];
