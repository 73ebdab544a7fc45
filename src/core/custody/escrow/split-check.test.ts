import { expect, test, vi } from 'vitest';
import { codeOf, NOW, secretOf } from '../../../../test-support/custody/splits';
import { failed } from '../../errors';
import type * as recover from './recover';
import { splitSecrets } from './split';

const back = vi.hoisted(() => ({ change: (recovered: unknown) => recovered }));
vi.mock('./recover', async (original) => {
  const real = await original<typeof recover>();
  return {
    ...real,
    recoverSecrets: async (...given: Parameters<typeof real.recoverSecrets>) =>
      back.change(await real.recoverSecrets(...given)),
  };
});

type Recovered = recover.Recovered;
const changes: [string, (recovered: Recovered) => Recovered][] = [
  [
    'other bytes',
    (recovered) => ({
      ...recovered,
      secrets: recovered.secrets.map((secret) => ({ ...secret, bytes: new Uint8Array(secret.bytes.length) })),
    }),
  ],
  [
    'another kind',
    (recovered) => ({
      ...recovered,
      secrets: recovered.secrets.map((secret) => ({ ...secret, kind: 'file' as const })),
    }),
  ],
  [
    'another fingerprint',
    (recovered) => ({
      ...recovered,
      secrets: recovered.secrets.map((secret) => ({ ...secret, fingerprint: '0000:0000:0000:0000' })),
    }),
  ],
  ['one secret more', (recovered) => ({ ...recovered, secrets: [...recovered.secrets, ...recovered.secrets] })],
  ['none', (recovered) => ({ ...recovered, secrets: [] })],
  [
    'a failure',
    () => {
      throw failed('sealed-part-altered', {});
    },
  ],
];

test.each(changes)('no card is given out where two of them bring back %s', async (_what, change) => {
  back.change = (recovered) => change(recovered as Recovered);
  expect(await codeOf(splitSecrets([secretOf('the tide comes in')], { generation: 1, now: NOW }))).toBe(
    'split-check-failed',
  );
});
