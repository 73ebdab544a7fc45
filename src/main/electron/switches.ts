/**
 * Chromium and Node take switches with which another program could read what is on the screen or run code in Salvor's
 * name: a debugging port, an extension, flags for V8, a page without its sandbox. A packed app starts with none but
 * these.
 */
const KNOWN: ReadonlySet<string> = new Set([
  // Salvor's own.
  'lang',
  'no-practice',
  'tries',
  // Where its data is, and which keystore is used; one that protects nothing is not used in any case.
  'user-data-dir',
  'password-store',
  // How the window is drawn on this desktop.
  'disable-gpu',
  'force-device-scale-factor',
  'ozone-platform',
  'ozone-platform-hint',
]);

/** As Chromium reads them: one dash is as good as two, and on Windows so is a slash. */
const SWITCH = { win32: /^(?:--?|\/)([^=]+)/, other: /^--?([^=]+)/ } as const;
/** What macOS itself adds when an app is opened. */
const OF_THE_MAC = /^-(?:psn_|NS[A-Z]|Apple[A-Z])/;

interface Surroundings {
  readonly platform: NodeJS.Platform;
  /** Chromium does not start for root with its sandbox. */
  readonly isRoot: boolean;
}

/**
 * The switches of a start that a packed app refuses.
 *
 * @param argv with the program itself at its beginning
 * @returns their names as they were given, without values
 */
export function refusedSwitches(argv: readonly string[], { platform, isRoot }: Surroundings): string[] {
  const end = argv.indexOf('--');
  const given = argv.slice(1, end < 0 ? undefined : end);
  return given.flatMap((argument) => {
    const name = SWITCH[platform === 'win32' ? 'win32' : 'other'].exec(argument)?.[1]?.toLowerCase();
    if (name === undefined || KNOWN.has(name)) return [];
    if (platform === 'darwin' && OF_THE_MAC.test(argument)) return [];
    if (platform === 'linux' && isRoot && name === 'no-sandbox') return [];
    return [argument.split('=', 1)[0] ?? argument];
  });
}
