import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SilentServer, startSilentServer } from '../../../../test-support/silent-server';
import { keys } from '../../../../test-vectors/vectors.json';
import { toFailure } from '../../errors';
import { BackupServer } from './client';

let silent: SilentServer;
beforeAll(async () => {
  silent = await startSilentServer();
});
afterAll(() => silent.close());

async function failureOf(work: () => unknown) {
  try {
    await work();
  } catch (error) {
    return toFailure(error);
  }
  return null;
}

const open = (apiKey: string) =>
  new BackupServer({ address: { url: silent.url, allowHttp: false, authorities: [] }, apiKey });

describe('what is no API key', () => {
  test.each([
    [keys.site.private, 'privateKey'],
    [keys.site.public, 'publicKey'],
    [`AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(6)}`, 'ageIdentity'],
    ['Q9D9 MF6C HZVS QQ02 GXCL SR6G WW09', 'share'],
    ['PROXP-7F3K2-M9QW4-ZL5TX-A1B2C', 'licenseKey'],
    ['correct horse battery staple', 'words'],
    ['https://backup.example.org/api/v1', 'address'],
    ['tspb_two parts', 'apiKey'],
    ['hello', 'other'],
  ])('%s is refused before a socket is opened', async (text, given) => {
    const failure = await failureOf(() => open(text).probe());
    expect(failure).toEqual({ code: 'api-key-malformed', params: { given } });
    expect(silent.received).toEqual({ connections: 0, bytes: '' });
  });

  test.each(['', ' \n'])('%j is no key', async (text) => {
    expect(await failureOf(() => open(text))).toEqual({ code: 'api-key-empty', params: {} });
  });

  test('no secret is sent as the number of an archive', async () => {
    const server = open('tspb_of-a-test');
    expect(await failureOf(() => server.find(keys.site.private))).toEqual({
      code: 'secret-in-address',
      params: { given: 'privateKey', where: 'archive' },
    });
    expect(silent.received.connections).toBe(0);
    await server.close();
  });
});
