import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { generateKeyPair, parsePublicKey } from '../../src/core/formats/site-key';
import { sealTspepk01 } from '../../src/core/formats/tspepk01';
import type { GivenSecrets } from '../../src/core/restore/open';
import { handMadeDump, ITEMS } from '../../test-support/proof/hand-made-dump';
import { handMadeTar } from '../../test-support/proof/hand-made-tar';
import { handMadeZip } from '../../test-support/proof/hand-made-zip';
import { portalEntries } from '../../test-support/proof/portal-export';
import { type Random, randomOf } from './random';

const PASSPHRASE = 'the passphrase of the fault run';
const DATABASE_PASSWORD = 'the database password of the fault run';
const LICENSE = 'LICENSE-OF-THE-FAULT-RUN';
const TENANT = '42';

/** What its format can notice of a change. */
export type Guarantee =
  /** Every byte is authenticated, or goes into the key. */
  | 'sealed'
  /** The body is authenticated; what the header says is not, and has no part in the key. */
  | 'sealed-body'
  /** Checksums tell accidents. */
  | 'checksums'
  /** The format has no means to notice a change of its contents. */
  | 'nothing';

/** A small archive of one format, whole and right, and where its parts lie. */
export interface SmallArchive {
  readonly format: string;
  readonly bytes: Buffer;
  /** What it opens to. */
  readonly plain: Buffer;
  readonly headerBytes: number;
  readonly trailerBytes: number;
  readonly secrets: GivenSecrets;
  readonly guarantee: Guarantee;
}

/** One small archive for every format that Salvor opens; the sealed ones under fresh keys. */
export async function smallArchives(): Promise<readonly SmallArchive[]> {
  const random = randomOf('sealed');
  const portal = handMadeZip(portalEntries());
  const sql = Buffer.from(PLAIN_SQL);
  const dump = handMadeDump({ objects: ITEMS });
  const tar = handMadeTar([
    { name: 'shop.sql', data: sql },
    { name: 'notes.txt', data: 'Nothing else.' },
  ]);
  const none: GivenSecrets = { key: null, databasePasswords: [] };
  const open = (format: string, bytes: Buffer, guarantee: Guarantee): SmallArchive => ({
    format,
    bytes,
    plain: bytes,
    headerBytes: 0,
    trailerBytes: 0,
    secrets: none,
    guarantee,
  });

  return [
    await tspepk01(portal),
    tspenc01(portal, random),
    tspb1(portal, random),
    tspb2(portal, random),
    ...proxpanels(dump, random),
    { ...open('gzip', gzipSync(sql), 'checksums'), plain: sql, headerBytes: 10, trailerBytes: 8 },
    open('zip', portal, 'checksums'),
    open('postgresql-custom', dump, 'nothing'),
    open('postgresql-sql', sql, 'nothing'),
    open('tar', tar, 'nothing'),
  ];
}

const PLAIN_SQL = `--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';

CREATE TABLE public.item (
    id integer NOT NULL,
    name text DEFAULT 'none; not one'::text
);

COPY public.item (id, name) FROM stdin;
1\tfirst
2\tsecond\\nline
3\t\\N
\\.

CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RETURN NEW; END; $body$;

--
-- PostgreSQL database dump complete
--

`;

async function tspepk01(plain: Buffer): Promise<SmallArchive> {
  const pair = generateKeyPair();
  const pieces: Uint8Array[] = [];
  for await (const piece of sealTspepk01(one(plain), parsePublicKey(pair.publicText).raw)) pieces.push(piece);
  const secrets = { key: pair.privateText, databasePasswords: [] };
  return {
    format: 'tspepk01',
    bytes: Buffer.concat(pieces),
    plain,
    headerBytes: 52,
    trailerBytes: 16,
    secrets,
    guarantee: 'sealed',
  };
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The HMAC's 32 bytes in base64 with its padding. */
const FERNET_END = 44;

const withPassphrase: GivenSecrets = { key: null, passphrase: PASSPHRASE, databasePasswords: [] };

function tspenc01(plain: Buffer, random: Random): SmallArchive {
  const salt = random.bytes(16);
  const header = Buffer.concat([Buffer.from('TSPENC01'), salt]);
  const bytes = Buffer.concat([header, gcm(plain, pbkdf2Sync(PASSPHRASE, salt, 600_000, 32, 'sha256'), random)]);
  return {
    format: 'tspenc01',
    bytes,
    plain,
    headerBytes: 36,
    trailerBytes: 16,
    secrets: withPassphrase,
    guarantee: 'sealed',
  };
}

function tspb1(plain: Buffer, random: Random): SmallArchive {
  const salt = random.bytes(16);
  const bytes = Buffer.concat([Buffer.from('TSPB\u0001', 'latin1'), salt, fernet(plain, salt, random)]);
  return {
    format: 'tspb-v1',
    bytes,
    plain,
    headerBytes: 21,
    trailerBytes: FERNET_END,
    secrets: withPassphrase,
    guarantee: 'sealed',
  };
}

function tspb2(plain: Buffer, random: Random): SmallArchive {
  const salt = random.bytes(16);
  const token = fernet(plain, salt, random);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(token.length);
  const bytes = Buffer.concat([Buffer.from('TSPB\u0002', 'latin1'), salt, length, token]);
  return {
    format: 'tspb-v2',
    bytes,
    plain,
    headerBytes: 25,
    trailerBytes: FERNET_END,
    secrets: withPassphrase,
    guarantee: 'sealed',
  };
}

/**
 * By Fernet's public specification: 0x80 ‖ timestamp ‖ IV ‖ AES-128-CBC ‖ HMAC-SHA256, in base64url with its padding.
 */
function fernet(plain: Buffer, salt: Buffer, random: Random): Buffer {
  const key = pbkdf2Sync(PASSPHRASE, salt, 480_000, 32, 'sha256');
  const iv = random.bytes(16);
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv);
  const signed = Buffer.concat([
    Buffer.of(0x80, 0, 0, 0, 0, 0x69, 0x20, 0, 0),
    iv,
    cipher.update(plain),
    cipher.final(),
  ]);
  const token = Buffer.concat([signed, createHmac('sha256', key.subarray(0, 16)).update(signed).digest()]).toString(
    'base64url',
  );
  return Buffer.from(token.padEnd(Math.ceil(token.length / 4) * 4, '='));
}

/** Each kind of header, each under another of the derivations of the key. */
function proxpanels(plain: Buffer, random: Random): SmallArchive[] {
  const salt = 'ProxPanel-Backup-Encryption-2024';
  const kinds: { format: string; lines: string; parts: string[]; guarantee?: Guarantee }[] = [
    { format: 'proxpanel-v1', lines: 'PROXPANEL_ENCRYPTED_BACKUP_V1\n', parts: [DATABASE_PASSWORD, salt] },
    {
      format: 'proxpanel-v2',
      lines: `PROXPANEL_ENCRYPTED_BACKUP_V2\nLICENSE_KEY=${LICENSE}\n`,
      parts: [LICENSE, DATABASE_PASSWORD],
    },
    {
      format: 'proxpanel-v2-tenant',
      lines: `PROXPANEL_ENCRYPTED_BACKUP_V2\nLICENSE_KEY=${LICENSE}\nTENANT_ID=${TENANT}\n`,
      parts: [LICENSE, TENANT, DATABASE_PASSWORD],
    },
    // As released panels write it: the license is in the header and not in the key.
    {
      format: 'proxpanel-v2-released',
      lines: `PROXPANEL_ENCRYPTED_BACKUP_V2\nLICENSE_KEY=${LICENSE}\n`,
      parts: [DATABASE_PASSWORD, salt],
      guarantee: 'sealed-body',
    },
  ];
  return kinds.map(({ format, lines, parts, guarantee = 'sealed' }): SmallArchive => {
    const key = createHash('sha256').update(parts.join('')).digest();
    const bytes = Buffer.concat([Buffer.from(lines), gcm(plain, key, random)]);
    const secrets = { key: null, databasePasswords: [DATABASE_PASSWORD] };
    return { format, bytes, plain, headerBytes: lines.length + 12, trailerBytes: 16, secrets, guarantee };
  });
}

/** nonce ‖ ciphertext ‖ tag */
function gcm(plain: Buffer, key: Buffer, random: Random): Buffer {
  const nonce = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
