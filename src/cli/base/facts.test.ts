import { expect, test } from 'vitest';
import type { ProofReport } from '../../core/proof/model';
import { speaker } from '../../shared/messages/catalogue';
import { factsText } from './facts';

test('what is inside has a line each, and each dump its own lines, with nothing a terminal would obey', () => {
  const proof = {
    entries: { count: 2, bytes: 2048 },
    facts: {
      kind: 'files',
      container: 'zip',
      dumps: [
        {
          entry: 'db/shop.dump',
          dump: {
            kind: 'postgresql-dump',
            format: 'custom',
            serverVersion: '16.2',
            dumpVersion: null,
            database: 'shop\u001b[2J',
            createdAt: '2026-11-21T03:44:54',
            objects: [
              { type: 'TABLE', count: 2 },
              { type: 'INDEX', count: 1 },
            ],
            tables: [
              { schema: 'public', name: 'orders', rows: 3 },
              { schema: 'public', name: 'blobs', rows: null },
            ],
          },
        },
      ],
    },
  } as unknown as ProofReport;
  expect(factsText(speaker('en'), proof)).toBe(
    [
      'Kind of archive  Files (zip)',
      'Files inside     2 files, 2.0 KiB',
      'Database dumps   1',
      '',
      'db/shop.dump',
      '  Kind of archive       PostgreSQL dump',
      '  Format of the dump    pg_dump’s custom format',
      '  Name of the database  shop�[2J',
      '  PostgreSQL server     16.2',
      '  Written by pg_dump    not stated',
      '  Dumped                2026-11-21 03:44:54, by the clock of that machine',
      '  Objects               3 objects (2 TABLE, 1 INDEX)',
      '  Tables                2 tables; 3 rows in the one that could be counted',
      '      public.orders       3 rows',
      '      public.blobs   not counted',
    ].join('\n'),
  );
});
