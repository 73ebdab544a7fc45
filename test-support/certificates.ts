import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const DAY = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** What a TLS server needs, in PEM. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

/** Certificates of a server on this machine: one good, and one for each way in which it can be wrong. */
export interface TestCertificates {
  /** The authority that issued all but `selfSigned` and `unknownAuthority`, in PEM. */
  readonly authority: string;
  /** For 127.0.0.1, ::1 and localhost. */
  readonly valid: ServerCertificate;
  readonly expired: ServerCertificate;
  readonly notYetValid: ServerCertificate;
  /** For another host. */
  readonly wrongHost: ServerCertificate;
  readonly selfSigned: ServerCertificate;
  /** Good but for its authority, which no one knows. */
  readonly unknownAuthority: ServerCertificate;
}

const HERE = [
  { type: 'ip', value: '127.0.0.1' },
  { type: 'ip', value: '::1' },
  { type: 'dns', value: 'localhost' },
] as const;
const ELSEWHERE = [{ type: 'dns', value: 'backup.example.org' }] as const;

/** Makes fresh certificates; the keys live as long as the test that asked for them. */
export async function makeCertificates(): Promise<TestCertificates> {
  const authority = await makeAuthority('Salvor test authority');
  const stranger = await makeAuthority('Another test authority');
  return {
    authority: authority.pem,
    valid: await authority.issue({}),
    expired: await authority.issue({ from: -30, to: -1 }),
    notYetValid: await authority.issue({ from: 1, to: 30 }),
    wrongHost: await authority.issue({ hosts: ELSEWHERE }),
    unknownAuthority: await stranger.issue({}),
    selfSigned: await selfSigned(),
  };
}

/** Whom a certificate is for, and from which day to which it holds, counted from today. */
interface Terms {
  readonly hosts?: typeof HERE | typeof ELSEWHERE;
  readonly from?: number;
  readonly to?: number;
}

async function makeAuthority(name: string): Promise<{ pem: string; issue(terms: Terms): Promise<ServerCertificate> }> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: `CN=${name}`,
      ...validity({ from: -100, to: 100 }),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    },
    crypto,
  );
  let serial = 1;
  return {
    pem: certificate.toString('pem'),
    issue: async (terms) => {
      const own = await makeKeys();
      serial += 1;
      const issued = await X509CertificateGenerator.create(
        {
          serialNumber: serial.toString(16).padStart(2, '0'),
          subject: 'CN=Salvor test server',
          issuer: certificate.subject,
          ...validity(terms),
          signingAlgorithm: ALGORITHM,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          extensions: serverExtensions(terms),
        },
        crypto,
      );
      return { cert: issued.toString('pem'), key: await pemOf(own.privateKey) };
    },
  };
}

async function selfSigned(): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: 'CN=Salvor self-signed test server',
      ...validity({}),
      signingAlgorithm: ALGORITHM,
      keys,
      // As `openssl req -x509` makes one: it may issue others, and says nothing of what its key is for.
      extensions: [
        new BasicConstraintsExtension(true, undefined, true),
        new SubjectAlternativeNameExtension([...HERE]),
      ],
    },
    crypto,
  );
  return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

function serverExtensions({ hosts = HERE }: Terms) {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
    new SubjectAlternativeNameExtension([...hosts]),
  ];
}

function validity({ from = -1, to = 30 }: Terms): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now + from * DAY), notAfter: new Date(now + to * DAY) };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}
