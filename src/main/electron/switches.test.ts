import { describe, expect, test } from 'vitest';
import { refusedSwitches } from './switches';

const LINUX = { platform: 'linux', isRoot: false } as const;
const refused = (args: readonly string[], around: Parameters<typeof refusedSwitches>[1] = LINUX) =>
  refusedSwitches(['/opt/salvor/salvor', ...args], around);

describe('a packed app', () => {
  test.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-port',
    '-remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--remote-allow-origins=*',
    '--inspect',
    '--inspect-brk=0.0.0.0:9229',
    '--js-flags=--expose-gc',
    '--load-extension=/tmp/x',
    '--disable-web-security',
    '--no-sandbox',
    '--renderer-cmd-prefix=gdb',
    '--utility-cmd-prefix=gdb',
    '--use-mock-keychain',
    '--anything-new',
  ])('refuses %s', (argument) => {
    expect(refused(['archive.enc', argument])).toEqual([argument.split('=')[0]]);
  });

  test.each([
    [[]],
    [['/home/ada/import.zip.enc']],
    [['--lang=en-XA', '--no-practice', '--tries=3', '--user-data-dir=/tmp/x', '--password-store=basic']],
    [['--ozone-platform-hint=auto', '--disable-gpu', '--force-device-scale-factor=1.5']],
    [['--', '--remote-debugging-port=9222']],
  ])('starts with %j', (args) => {
    expect(refused(args)).toEqual([]);
  });

  test('does without its sandbox for root alone, whom Chromium would not start for otherwise', () => {
    expect(refused(['--no-sandbox'], { platform: 'linux', isRoot: true })).toEqual([]);
    expect(refused(['--no-sandbox'], { platform: 'darwin', isRoot: true })).toEqual(['--no-sandbox']);
  });

  test('reads a slash as a switch on Windows, and as a path elsewhere', () => {
    expect(refused(['/Remote-Debugging-Port=9222'], { platform: 'win32', isRoot: false })).toEqual([
      '/Remote-Debugging-Port',
    ]);
    expect(refused(['/Lang=de', '--LANG=de'], { platform: 'win32', isRoot: false })).toEqual([]);
    expect(refused(['/tmp/archive.enc'])).toEqual([]);
  });

  test('takes what macOS adds by itself', () => {
    expect(
      refused(['-psn_0_12345', '-NSDocumentRevisionsDebugMode', '-AppleLanguages'], {
        platform: 'darwin',
        isRoot: false,
      }),
    ).toEqual([]);
    expect(refused(['-psn_0_12345'])).toEqual(['-psn_0_12345']);
  });
});
