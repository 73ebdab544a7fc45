import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { handMadeTar, paxEntry } from '../../../test-support/proof/hand-made-tar';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { inMemory } from '../../../test-support/proof/portal-export';
import { readTar } from '../contents/tar/tar-directory';
import { innerProver } from './inner-dumps';
import { proveTar } from './prove-tar';

const folder = mkdtempSync(join(tmpdir(), 'salvor-tar-'));
afterAll(() => rmSync(folder, { recursive: true }));
const scratch = join(folder, 'scratch');
mkdirSync(scratch);

const signal = new AbortController().signal;
const options = { signal, report: () => undefined, scope: 'full' as const, scratchParent: scratch, freeBytes: null };
const prove = (bytes: Uint8Array) => proveTar(inMemory(bytes), innerProver(1, options), options);
const names = async (bytes: Uint8Array) => (await readTar(inMemory(bytes), signal)).map(({ name }) => name);

const custom = readFileSync('test-vectors/tenant_acme.dump');
const plain = readFileSync('test-vectors/tenant_acme.sql');
const SESSIONS = { schema: 'tenant_acme', name: 'sessions', rows: 2000 };

describe('tars that programs make', () => {
  const long = `deep/${'a long name '.repeat(20)}.txt`;
  const made = join(folder, 'made');
  mkdirSync(join(made, 'deep'), { recursive: true });
  writeFileSync(join(made, long), 'long');
  writeFileSync(join(made, 'größe.txt'), 'x'.repeat(2000));
  writeFileSync(join(made, 'dump.sql'), plain);

  test.each(['gnu', 'oldgnu', 'pax', 'posix'])('GNU tar, --format=%s', async (format) => {
    const path = join(folder, `${format}.tar`);
    execFileSync('tar', ['-cf', path, `--format=${format}`, '-C', made, '.']);
    const bytes = readFileSync(path);
    expect((await names(bytes)).sort()).toEqual(['./deep/', `./${long}`, './dump.sql', './größe.txt'].sort());
    expect(await prove(bytes)).toMatchObject({
      checks: [
        { id: 'tar-structure', outcome: 'passed' },
        { id: 'entry-names', outcome: 'passed' },
        { id: 'inner-dumps', outcome: 'passed' },
      ],
      warnings: [],
      entries: { count: 3, bytes: plain.length + 2004 },
      facts: {
        kind: 'files',
        container: 'tar',
        dumps: [{ entry: './dump.sql', dump: { format: 'plain', tables: [SESSIONS, { rows: 500 }] } }],
      },
    });
  });

  test('a link to elsewhere is warned of, and not followed', async () => {
    const path = join(folder, 'link.tar');
    const links = join(folder, 'links');
    mkdirSync(links);
    execFileSync('ln', ['-s', '/etc/passwd', join(links, 'innocent')]);
    execFileSync('tar', ['-cf', path, '-C', links, 'innocent']);
    expect(await prove(readFileSync(path))).toMatchObject({
      entries: { count: 0, bytes: 0 },
      warnings: [{ code: 'links-inside', params: { count: 1, example: 'innocent' } }, { code: 'no-dump-inside' }],
    });
  });

  test.each(['gnu', 'posix'])('a file with holes is passed over, and what follows is proven: %s', async (format) => {
    const path = join(folder, `sparse-${format}.tar`);
    const holes = join(folder, `holes-${format}`);
    mkdirSync(holes);
    const file = openSync(join(holes, 'a.img'), 'w');
    // More pieces than fit into the header.
    for (let piece = 0; piece < 40; piece += 1) writeSync(file, 'x', piece * 65_536 + 4096);
    closeSync(file);
    writeFileSync(join(holes, 'b.sql'), plain);
    execFileSync('tar', ['--sparse', '--format', format, '-cf', path, '-C', holes, 'a.img', 'b.sql']);
    const report = await prove(readFileSync(path));
    expect(report.warnings).toEqual([{ code: 'files-with-holes', params: { count: 1, example: 'a.img' } }]);
    expect(report.facts).toMatchObject({ dumps: [{ entry: 'b.sql', dump: { tables: [SESSIONS, { rows: 500 }] } }] });
  });

  test.each([
    ['a hard link', { name: 'a', type: '1', linkname: 'b' }, 'links-inside'],
    ['a device', { name: 'a', type: '3' }, 'links-inside'],
    ['a name of Windows', { name: 'deep/aux.pdf' }, 'names-not-for-windows'],
    ['a colon', { name: 'A: x' }, 'names-not-for-windows'],
    ['a name twice', { name: './x.sql' }, 'names-twice'],
  ])('%s is reported and nothing is refused', async (_what, entry, code) => {
    const report = await prove(handMadeTar([{ name: 'x.sql', data: plain }, entry, { name: 'tape', type: 'V' }]));
    expect(report.warnings).toContainEqual({ code, params: { count: 1, example: entry.name } });
    expect(report.checks).toContainEqual({ id: 'entry-names', outcome: 'warning' });
    expect(report.facts).toMatchObject({ dumps: [{ entry: 'x.sql' }] });
  });
});

describe('dumps inside', () => {
  test('plain, custom, packed, in a zip and in another tar', async () => {
    const zip = handMadeZip([
      { name: 'in.dump', data: custom },
      { name: 'readme.txt', data: Buffer.from('-- no dump') },
    ]);
    const tar = handMadeTar([
      { name: 'deep.sql.gz', data: gzipSync(plain) },
      { name: 'deep.dump', data: custom },
    ]);
    const report = await prove(
      handMadeTar([
        { name: 'a.dump', data: custom },
        { name: 'b.sql.gz', data: gzipSync(plain) },
        { name: 'c.zip', data: zip },
        { name: 'd.tar', data: tar },
        { name: 'notes.md', data: '-- a line\nSELECT nothing' },
      ]),
    );
    const { facts } = report;
    if (facts.kind !== 'files') throw new Error('it is not told as files');
    // A packed dump in a tar in a tar is a level too deep.
    expect(facts.dumps.map(({ entry }) => entry)).toEqual(['a.dump', 'b.sql', 'c.zip/in.dump', 'd.tar/deep.dump']);
    for (const { dump } of facts.dumps) expect(dump.tables).toContainEqual(SESSIONS);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('none at all is a warning', async () => {
    const report = await prove(handMadeTar([{ name: 'readme', data: 'hello' }]));
    expect(report.warnings).toEqual([{ code: 'no-dump-inside', params: {} }]);
    expect(report.checks).toContainEqual({ id: 'inner-dumps', outcome: 'warning' });
  });

  test('a warning of one is a warning of the tar', async () => {
    const report = await prove(handMadeTar([{ name: 'x.sql', data: 'INSERT INTO a VALUES (1);\n\\! id\n' }]));
    expect(report.warnings).toEqual([
      { code: 'sql-runs-commands', params: { sql: '\\! id' } },
      { code: 'sql-end-unproven', params: {} },
    ]);
  });

  test.each([
    [
      'a custom dump that is cut',
      'a.dump',
      custom.subarray(0, -100),
      'dump-damaged',
      'in the file “a.dump” its end is missing',
    ],
    [
      'plain SQL that is cut',
      'a.sql',
      plain.subarray(0, 5000),
      'dump-damaged',
      'in the file “a.sql” its end is missing',
    ],
    [
      'a packed dump that is cut',
      'a.sql.gz',
      gzipSync(plain).subarray(0, -10),
      'dump-damaged',
      'in the file “a.sql.gz” its end is missing',
    ],
    [
      'a damaged dump',
      'a.sql',
      'SET a = 1;\npg_dump: error: no more;\n',
      'dump-damaged',
      'in the file “a.sql” text stands in it that is no SQL: “pg_dump: error: no more;”',
    ],
  ])('%s is named', async (_name, name, data, code, reason) => {
    expect(await failureOf(() => prove(handMadeTar([{ name, data }])))).toEqual({ code, params: { reason } });
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('a packed file that grows beyond reason is not unpacked to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    expect(await failureOf(() => prove(handMadeTar([{ name: 'a.gz', data: bomb }])))).toMatchObject({
      code: 'zip-bomb',
      params: { entry: 'a.gz' },
    });
    expect(readdirSync(scratch)).toEqual([]);
  });
});

describe('headers', () => {
  test('long names of every kind, and lengths beyond octal', async () => {
    const binary = Buffer.alloc(12);
    binary[0] = 0x80;
    binary[11] = 5;
    const tar = handMadeTar([
      { name: '././@LongLink', type: 'L', data: `${'n'.repeat(150)}\0` },
      { name: 'n'.repeat(100), data: 'one' },
      paxEntry({ path: `p${'ä'.repeat(100)}`, comment: 'x' }),
      { name: 'short', data: 'two' },
      { name: 'name', prefix: 'pre/fix', data: 'three' },
      { name: 'old gnu', magic: 'ustar  \0', prefix: '14000000000', data: '4' },
      { name: 'binary', size: binary.toString('latin1'), data: 'five!' },
    ]);
    expect(await names(tar)).toEqual(['n'.repeat(150), `p${'ä'.repeat(100)}`, 'pre/fix/name', 'old gnu', 'binary']);
  });

  test.each([
    ['a checksum that is wrong', handMadeTar([{ name: 'a', checksum: 1 }]), 'tar-damaged'],
    ['a length that is no number', handMadeTar([{ name: 'a', size: '99999999999 ' }]), 'tar-damaged'],
    [
      'a length beyond all files',
      handMadeTar([{ name: 'a', size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' }]),
      'tar-damaged',
    ],
    ['a length beyond this file', handMadeTar([{ name: 'a', size: '77777777777 ' }]), 'cut-short'],
    ['no name', handMadeTar([{ name: '' }]), 'tar-damaged'],
    ['one part of several', handMadeTar([{ name: 'a', type: 'M' }]), 'tar-damaged'],
    ['a file with holes that is cut', handMadeTar([{ name: 'a', type: 'S' }]).subarray(0, 512), 'cut-short'],
    ['one name for all entries', handMadeTar([paxEntry({ path: 'x' }, 'g'), { name: 'a' }]), 'tar-damaged'],
    [
      'pax records that are none',
      handMadeTar([{ name: 'p', type: 'x', data: '99 path=x\n' }, { name: 'a' }]),
      'tar-damaged',
    ],
    ['a long name of nothing', handMadeTar([{ name: 'l', type: 'L', data: 'name' }]), 'tar-damaged'],
    [
      'something behind the end',
      handMadeTar([{ name: 'a' }], Buffer.concat([Buffer.alloc(1024), Buffer.from('x')])),
      'tar-damaged',
    ],
    ['one block of zeros alone', handMadeTar([{ name: 'a' }], Buffer.alloc(512)), 'cut-short'],
    ['no end', handMadeTar([{ name: 'a' }], Buffer.alloc(0)), 'cut-short'],
    ['zeros between entries', Buffer.concat([Buffer.alloc(512), handMadeTar([{ name: 'a' }])]), 'tar-damaged'],
    ['nothing', Buffer.alloc(0), 'payload-empty'],
    ['a name that leaves', handMadeTar([{ name: '../a' }]), 'entry-name-hostile'],
    ['a name from the root, by pax', handMadeTar([paxEntry({ path: '/etc/x' }), { name: 'a' }]), 'entry-name-hostile'],
    ['a file that another name has as a folder', handMadeTar([{ name: 'a' }, { name: 'a/b' }]), 'entry-name-hostile'],
    ['a link whose name leaves', handMadeTar([{ name: '../a', type: '2', linkname: 'b' }]), 'entry-name-hostile'],
  ])('%s', async (_name, bytes, code) => {
    expect((await failureOf(() => prove(bytes))).code).toBe(code);
  });

  test.each([
    ['a name twice', handMadeTar([{ name: 'a' }, { name: './a' }]), 'names-twice'],
    ['a hard link', handMadeTar([{ name: 'a', type: '1', linkname: 'b' }]), 'links-inside'],
    ['a device', handMadeTar([{ name: 'a', type: '3' }]), 'links-inside'],
  ])('%s is warned of', async (_name, bytes, code) => {
    expect((await prove(bytes)).warnings.map((warning) => warning.code)).toContain(code);
  });

  test('a tar that is cut anywhere', async () => {
    const whole = handMadeTar([
      { name: 'a', data: 'x'.repeat(700) },
      paxEntry({ path: 'long' }),
      { name: 'b', data: 'y' },
    ]);
    for (let end = 1; end < whole.length; end += 37)
      expect((await failureOf(() => prove(whole.subarray(0, end)))).code).toBe('cut-short');
  });
});

test('a changed tar passes or fails in a way that has a name', async () => {
  const whole = handMadeTar([
    paxEntry({ path: 'a long name' }),
    { name: 'a', data: 'INSERT INTO a VALUES (1);\n' },
    { name: 'b.sql', data: 'INSERT INTO a VALUES (1);\n' },
    { name: 'c/', type: '5' },
  ]);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      async (flips) => {
        const changed = Buffer.from(whole);
        for (const [at, byte] of flips) changed[at] = byte;
        const passed = await prove(changed).then(
          () => true,
          () => false,
        );
        if (!passed)
          expect(['cut-short', 'dump-damaged', 'tar-damaged', 'entry-name-hostile']).toContain(
            (await failureOf(() => prove(changed))).code,
          );
      },
    ),
    { numRuns: 500 },
  );
});
