import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildScript, outputOf, type Script } from '../../../../test-support/scripts';
import { checkLog, readExport } from './check';
import { sealHead } from './head';
import { installationKey } from './installation-key';
import { Logbook } from './logbook';
import type { LogFinding } from './model';

let folder: string;
let logbook: Logbook;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-log-'));
  logbook = Logbook.open(folder, { version: '1.0.0' });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, 'logbook.jsonl');
const headFile = () => join(folder, 'logbook.head');

async function write(count: number): Promise<void> {
  for (let share = 1; share <= count; share += 1) {
    await logbook.append({
      what: 'check-in',
      who: 'Ada',
      outcome: 'ok',
      facts: { set: '0123456789', generation: 1, share, custodian: 'Bo' },
    });
  }
}

/** The findings after the lines of the file were changed by hand. */
async function after(change: (lines: string[]) => string[]): Promise<LogFinding[]> {
  const lines = (await readFile(file(), 'utf8')).trimEnd().split('\n');
  const changed = change([...lines]);
  await writeFile(file(), changed.map((line) => `${line}\n`).join(''));
  const { check } = await logbook.check();
  await writeFile(file(), lines.map((line) => `${line}\n`).join(''));
  return check.findings;
}

describe('a logbook', () => {
  test('is whole when it is empty, and after every line', async () => {
    expect((await logbook.check()).check).toMatchObject({ lines: 0, findings: [], torn: false });
    for (let lines = 1; lines <= 3; lines += 1) {
      await write(1);
      expect((await logbook.check()).check).toMatchObject({ lines, findings: [] });
    }
  });

  test('refuses facts that an event does not have', async () => {
    const facts = { set: '0123456789', generation: 1, share: 1, custodian: 'Bo', text: 'a secret' };
    await expect(logbook.append({ what: 'share-lost', who: '', outcome: 'ok', facts })).rejects.toThrow();
    expect((await logbook.check()).check.lines).toBe(0);
  });

  test('exports what can be checked elsewhere, and an export that was cut is found out', async () => {
    await write(3);
    const exported = await logbook.export();
    const parts = readExport(exported);
    expect(checkLog(parts.lines, parts.head).check).toMatchObject({
      lines: 3,
      findings: [],
      signer: (await logbook.check()).check.signer,
    });
    const rows = exported.trimEnd().split('\n');
    const cut = readExport([...rows.slice(0, 2), ...rows.slice(3), ''].join('\n'));
    expect(checkLog(cut.lines, cut.head).check.findings).toEqual([{ kind: 'removed', line: 3, from: 3, to: 3 }]);
    const headless = readExport(rows.slice(0, 3).join('\n').concat('\n'));
    expect(checkLog(headless.lines, headless.head).check.findings).toMatchObject([{ kind: 'head-missing' }]);
  });
});

describe('a logbook that was tampered with', () => {
  test.each([1, 2, 3, 4, 5])('shows that line %i was removed', async (line) => {
    await write(5);
    expect(await after((lines) => lines.toSpliced(line - 1, 1))).toEqual([
      { kind: 'removed', line, from: line, to: line },
    ]);
  });

  test.each([1, 2, 3, 4, 5])('shows that line %i was altered', async (line) => {
    await write(5);
    const found = await after((lines) => lines.with(line - 1, (lines[line - 1] ?? '').replace('"Bo"', '"Eve"')));
    expect(found).toEqual([{ kind: 'altered', line, from: line, to: line }]);
  });

  test.each([1, 2, 3, 4, 5])('shows that line %i is spelt in another way, or can no longer be read', async (line) => {
    await write(5);
    expect(await after((lines) => lines.with(line - 1, ` ${lines[line - 1] ?? ''}`))).toEqual([
      { kind: 'altered', line, from: line, to: line },
    ]);
    expect(await after((lines) => lines.with(line - 1, 'nothing'))).toEqual([
      { kind: 'altered', line, from: line, to: line },
    ]);
  });

  test.each([1, 2, 3, 4, 5])('shows that line %i is there twice', async (line) => {
    await write(5);
    expect(await after((lines) => lines.toSpliced(line, 0, lines[line - 1] ?? ''))).toEqual([
      { kind: 'duplicated', line: line + 1, from: line, to: line },
    ]);
  });

  test.each([1, 2, 3, 4])('shows that line %i was swapped with the next', async (line) => {
    await write(5);
    const found = await after((lines) => lines.with(line - 1, lines[line] ?? '').with(line, lines[line - 1] ?? ''));
    expect(found).toEqual([{ kind: 'moved', line, from: line, to: line + 1 }]);
  });

  test.each([1, 2, 3, 4])(
    'shows what was put in behind line %i, even with the right number and chain',
    async (line) => {
      await write(5);
      const forged = (lines: string[]) => (lines[line] ?? '').replace('"Bo"', '"Eve"');
      expect(await after((lines) => lines.toSpliced(line, 0, forged(lines)))).toEqual([
        { kind: 'inserted', line: line + 1, from: line + 1, to: line + 1 },
      ]);
    },
  );

  test('shows a line that was added at the end with a right chain, since no head announced it', async () => {
    await write(2);
    const elsewhere = await mkdtemp(join(tmpdir(), 'salvor-log-'));
    await writeFile(join(elsewhere, 'logbook.jsonl'), await readFile(file()));
    await writeFile(join(elsewhere, 'logbook.head'), await readFile(headFile()));
    await writeFile(join(elsewhere, 'report-signing.key'), await readFile(join(folder, 'report-signing.key')));
    await Logbook.open(elsewhere, { version: '1.0.0' }).append({
      what: 'reveal',
      who: 'Eve',
      outcome: 'ok',
      facts: { kind: 'text', label: 'x', fingerprint: '0000:0000:0000:0000' },
    });
    const forged = (await readFile(join(elsewhere, 'logbook.jsonl'), 'utf8')).trimEnd().split('\n').at(-1) ?? '';
    await rm(elsewhere, { recursive: true });
    expect(await after((lines) => [...lines, forged])).toEqual([{ kind: 'inserted', line: 3, from: 3, to: 3 }]);
  });

  test('shows the gap for ever, also when the log continues after it', async () => {
    await write(5);
    const lines = (await readFile(file(), 'utf8')).trimEnd().split('\n');
    await writeFile(
      file(),
      lines
        .slice(0, 3)
        .map((line) => `${line}\n`)
        .join(''),
    );
    await write(2);
    expect((await logbook.check()).check.findings).toEqual([{ kind: 'removed', line: 4, from: 4, to: 5 }]);
    await rm(file());
    await write(1);
    expect((await logbook.check()).check.findings).toEqual([{ kind: 'removed', line: 1, from: 1, to: 7 }]);
  });

  test('tells of a head that is gone or altered or of another installation, and writes down that it was so', async () => {
    await write(2);
    const head = await readFile(headFile(), 'utf8');
    await rm(headFile());
    expect((await logbook.check()).check.findings).toMatchObject([{ kind: 'head-missing' }]);
    await writeFile(headFile(), head.replace('"count":2', '"count":1'));
    expect((await logbook.check()).check.findings).toMatchObject([{ kind: 'head-altered' }]);
    await write(1);
    const { check, entries } = await logbook.check();
    expect(check.findings).toEqual([]);
    expect(entries.map(({ entry }) => entry.facts['reason'] ?? entry.what)).toEqual([
      'check-in',
      'check-in',
      'head-altered',
      'check-in',
    ]);

    await rm(join(folder, 'report-signing.key'));
    expect((await logbook.check()).check.findings).toMatchObject([{ kind: 'other-signer' }]);
    await write(1);
    expect((await logbook.check()).entries.map(({ entry }) => entry.facts['reason'])).toContain('other-signer');
  });
});

describe('a logbook whose program was killed', () => {
  test('sets an unfinished line aside, and says so', async () => {
    await write(2);
    await appendFile(file(), '{"facts":{"custod');
    expect((await logbook.check()).check).toMatchObject({ lines: 2, findings: [], torn: true });
    await write(1);
    const { check, entries } = await logbook.check();
    expect(check).toMatchObject({ lines: 4, findings: [], torn: false });
    expect(entries[2]?.entry).toMatchObject({ what: 'logbook-mended', facts: { reason: 'torn-line' } });
    const aside = (await readdir(folder)).find((name) => name.startsWith('logbook.torn-')) ?? '';
    expect(await readFile(join(folder, aside), 'utf8')).toBe('{"facts":{"custod');
  });

  test('counts a line that was written and not yet counted', async () => {
    await write(1);
    const atOne = JSON.parse(await readFile(headFile(), 'utf8')) as { head: { last: string } };
    await write(1);
    const atTwo = JSON.parse(await readFile(headFile(), 'utf8')) as { head: { last: string } };
    const head = {
      kind: 'salvor-logbook-head',
      version: 1,
      count: 1,
      last: atOne.head.last,
      next: atTwo.head.last,
    } as const;
    await writeFile(headFile(), sealHead(head, await installationKey(folder)));
    expect((await logbook.check()).check).toMatchObject({ lines: 2, findings: [] });
    await write(1);
    expect((await logbook.check()).check).toMatchObject({ lines: 3, findings: [] });
  });
});

describe('a logbook of several processes', () => {
  let appender: Script;
  beforeAll(async () => {
    appender = await buildScript('test-support/custody/append-lines.ts');
  });
  afterAll(() => appender.remove());

  test('keeps its chain when two write a hundred lines each at once', async () => {
    const told = await Promise.all(['one', 'two'].map((name) => outputOf(appender.start([folder, name, '100']))));
    const numbers = told.flatMap((text) => text.trim().split('\n').map(Number)).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect((await logbook.check()).check).toMatchObject({ lines: 200, findings: [] });
  }, 300_000);

  test('is whole after every kill, with every line that was reported as written', async () => {
    let told = 0;
    for (let turn = 0; turn < 25; turn += 1) {
      const child = appender.start([folder, `turn ${turn}`, '1000']);
      const output = outputOf(child);
      // At another point of a line's writing each time.
      child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), turn * 1.7));
      told += (await output).split('\n').filter((line) => line !== '').length;
      const { check } = await logbook.check();
      expect(check.findings).toEqual([]);
      expect(check.lines).toBeGreaterThanOrEqual(told);
    }
    expect(told).toBeGreaterThan(0);
    await write(1);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part') || name.endsWith('.lock'))).toEqual([]);
  }, 300_000);
});
