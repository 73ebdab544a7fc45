import { createServer } from 'node:https';
import type { AddressInfo, LookupFunction } from 'node:net';
import { Agent, request } from 'undici';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates, type ServerCertificate, type TestCertificates } from './certificates';

let certificates: TestCertificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

/** Every name is this machine: a bare system may not know even localhost. */
const lookup: LookupFunction = (_name, { all }, done) =>
  all === true ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);

/**
 * Asks a server that shows `shown` while trusting the test authority alone; resolves with the status or the error's
 * code.
 */
async function ask(shown: ServerCertificate, host = '127.0.0.1'): Promise<string> {
  const server = createServer({ cert: shown.cert, key: shown.key }, (_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ connect: { ca: certificates.authority, lookup } });
  try {
    const { port } = server.address() as AddressInfo;
    const answer = await request(`https://${host}:${port}/`, { dispatcher: agent });
    await answer.body.dump();
    return String(answer.statusCode);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  } finally {
    await agent.close();
    server.closeAllConnections();
    server.close();
  }
}

describe('the test certificates', () => {
  test.each(['127.0.0.1', 'localhost'])('hold where they are good, by the name %s', async (host) => {
    expect(await ask(certificates.valid, host)).toBe('200');
  });

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['notYetValid', 'CERT_NOT_YET_VALID'],
    ['wrongHost', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['unknownAuthority', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('are refused where they are %s', async (kind, code) => {
    expect(await ask(certificates[kind])).toBe(code);
  });
});
