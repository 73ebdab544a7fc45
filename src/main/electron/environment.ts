/** What a process of ours needs from the environment: where temporary files go, and Windows' own folder. */
const NEEDED = ['TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'TZ'];

/**
 * The environment that utility processes are given. The rest of ours is not theirs to know: it may hold
 * secrets of other programs, and options that would change how Node behaves.
 *
 * @param besides names of more variables for a process that needs them
 */
export function bareEnvironment(besides: readonly string[] = []): Record<string, string> {
  const found = [...NEEDED, ...besides].map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(found.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}
