import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bin, engines, scripts } from '../package.json';
import { machineSentences } from './machine.mjs';
import { missingPackages } from './node-modules.mjs';

const run = promisify(execFile);
const oldest = engines.node.replace('>=', '');

describe('Node’s version', () => {
  const asVersion = (version: string) =>
    run(process.execPath, [
      '-e',
      `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); require('./scripts/check-node.cjs')`,
    ]).then(
      () => null,
      (error: { code: number; stderr: string }) => error,
    );

  test.each(['0.12.18', '18.19.0', '20.17.9'])('%s is too old, which is said', async (version) => {
    const refused = await asVersion(version);
    expect(refused?.code).toBe(1);
    expect(refused?.stderr).toContain(`Salvor needs Node ${oldest} or newer. This is Node ${version}`);
  });

  test.each([oldest, '20.19.0', '24.0.0', '100.0.0'])('%s is new enough', async (version) => {
    expect(await asVersion(version)).toBeNull();
  });

  test('is looked at before anything else by every script', async () => {
    for (const [name, command] of Object.entries(scripts))
      expect([name, command]).toEqual([name, expect.stringMatching(/^node scripts\/run\.cjs [a-z]+$/)]);
    const first = (file: string) =>
      readFile(join('scripts', file), 'utf8').then((text) =>
        text.split('\n').find((line) => /^import |require\(/.test(line)),
      );
    expect(await first('run.cjs')).toBe("require('./check-node.cjs');");
    expect(await first('checkout.mjs')).toBe("import './check-node.cjs';");
  });

  test('is the same in what people read', async () => {
    expect(await readFile('README.md', 'utf8')).toContain(`Node ${oldest.replace(/\.0$/, '')} or newer`);
  });

  test('needs no syntax that an old Node lacks to be refused', async () => {
    for (const file of ['check-node.cjs', 'run.cjs'])
      expect(await readFile(join('scripts', file), 'utf8')).not.toMatch(/=>|`|\bconst\b|\blet\b|\?\?|\?\./);
  });
});

describe('what a machine lacks', () => {
  const here = { tests: true, first: true, apt: 'apt-get install xvfb age', sandbox: null };
  const display = { what: 'Xvfb', debian: 'xvfb' };
  const age = { what: 'age', debian: 'age', without: 'sealed cards are not compared with the age program' };

  test('is named at once, with the line that installs it', () => {
    const lines = machineSentences([display, age], here);
    expect(lines).toEqual([
      'This machine lacks what Electron needs: Xvfb.',
      'There is no age here, so sealed cards are not compared with the age program.',
      'This installs all of it: apt-get install xvfb age',
    ]);
  });

  test('is more than packages: the sandbox, and space for the first download', () => {
    expect(machineSentences([], { ...here, sandbox: 'namespaces' }).join('\n')).toMatch(
      /cannot use its sandbox.*user namespaces.*\n.*without it.*\n.*480 MB/s,
    );
    expect(machineSentences([], { ...here, sandbox: 'root' }).join('\n')).toContain(
      'Root runs Electron without its sandbox',
    );
  });

  test('may be nothing', () => {
    expect(machineSentences([], { ...here, first: false })).toEqual([]);
  });
});

describe('the npm packages', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'salvor-packages-'));
    const other = process.platform === 'linux' ? 'win32' : 'linux';
    const packages = {
      '': { version: '1.0.0' },
      'node_modules/plain': { version: '1.0.0' },
      'node_modules/native-here': { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
      'node_modules/native-elsewhere': { version: '1.0.0', optional: true, os: [other], cpu: [process.arch] },
      'node_modules/extra': { version: '1.0.0', optional: true },
    };
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const install = (path: string, version: string) => {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify({ version }));
  };
  const note = (version: string) =>
    writeFileSync(
      join(folder, 'node_modules', '.package-lock.json'),
      JSON.stringify({ packages: { 'node_modules/plain': { version } } }),
    );
  const missing = () => missingPackages(folder).map(([path]) => path);

  test('are missing in a new clone, those of other systems apart', () => {
    expect(missing()).toEqual(['node_modules/plain', 'node_modules/native-here']);
  });

  test('that another Node or another system installed lack their parts in machine code', () => {
    install('node_modules/native-elsewhere', '1.0.0');
    note('1.0.0');
    expect(missing()).toEqual(['node_modules/native-here']);
    install('node_modules/native-here', '0.9.0');
    expect(missing()).toEqual(['node_modules/native-here']);
  });

  test('are there when all of it is', () => {
    install('node_modules/native-here', '1.0.0');
    expect(missing()).toEqual([]);
    note('2.0.0');
    expect(missing()).toEqual(['node_modules/plain']);
  });
});

describe.skipIf(process.platform === 'win32')('the package that npm pack makes', () => {
  test('holds the command and nothing else', async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
    const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['bin/salvor.cjs', 'package.json', 'scripts/check-node.cjs']));
    // npm adds the file that package.json names as `main`, which Electron starts, whatever `files` says.
    const own =
      /^(?:bin|out\/cli|out\/recovery)\/|^(?:LICENSE|README\.md|package\.json|scripts\/check-node\.cjs|out\/main\/main\.js)$/;
    expect(paths.filter((path) => !own.test(path))).toEqual([]);
  });

  test('begins with the look at Node’s version', async () => {
    expect(bin.salvor).toBe('bin/salvor.cjs');
    const text = await readFile(bin.salvor, 'utf8');
    expect(text.match(/require\(.*/)?.[0]).toBe("require('../scripts/check-node.cjs');");
    expect(text).not.toMatch(/=>|`|\bconst\b|\blet\b|\?\?|\?\./);
  });
});

describe('folders of a run', () => {
  test('are its own: nothing of a test reaches the person who runs it', async () => {
    const own = process.env['SALVOR_OWN_FOLDERS'] ?? '';
    expect(own).not.toBe('');
    for (const path of [
      tmpdir(),
      ...(process.platform === 'win32' ? [process.env['APPDATA']] : [homedir(), process.env['XDG_CONFIG_HOME']]),
    ])
      expect(path?.startsWith(own)).toBe(true);
    expect(await readdir(own)).toEqual(expect.arrayContaining(['home', 'tmp']));
  });
});
