import { describe, expect, test } from 'vitest';
import { recognisePayload } from './payload';
import { recogniseEnvelope } from './registry';
import { seenOf } from './seen';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('contents of no known kind are named', () => {
  test.each([
    ['empty', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(600)],
    ['error-text', 'pg_dump: error: connection to server at "db" failed: FATAL:  password authentication failed\n'],
    ['error-text', 'bash: pg_dump: command not found\n'],
    ['error-text', 'Traceback (most recent call last):\n  File "x.py", line 1\n'],
    ['error-text', 'mysqldump: Got error: 1045: Access denied\n'],
    ['html', '\n<!DOCTYPE html><html><title>502 Bad Gateway</title>'],
    ['html', '\uFEFF<html>\r\n<head><title>504 Gateway Time-out</title></head>'],
    ['html', '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">'],
    ['xml', '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'],
    ['json', '{"ok": false, "error": "not found"}'],
    ['json', '[]'],
    ['json', '\n[ {"id": 1} ]'],
    ['text', 'réunion de lundi, à la mairie\n'],
    ['text', '[section]\nname = value\n'],
    ['utf-16-text', Buffer.concat([hex('fffe'), utf16('-- PostgreSQL database dump')])],
    ['utf-16-text', Buffer.concat([hex('feff'), utf16('-- PostgreSQL').swap16()])],
    ['utf-16-text', utf16('pg_dump: error: no such database')],
    ['text-before-dump', 'pg_dump: warning: collation mismatch\nPGDMP\u0001\u000e\u0000\u0004'],
    ['text-before-dump', 'NOTICE:  some word\n--\n-- PostgreSQL database dump\n--\n'],
    ['text-before-dump', 'Connecting...\nSET statement_timeout = 0;\n'],
    ['bytes-before-zip', Buffer.concat([hex('efbbbf'), hex('504b0304 1400 0000 0800')])],
    ['bytes-before-zip', Buffer.concat([Buffer.from('\r\n\r\n'), hex('504b0304 1400 0000 0800')])],
    ['other-database', '-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--\n'],
    ['other-database', '/*!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19\n'],
    [
      'other-database',
      '-- MySQL dump 10.13\n/*!40101 SET NAMES utf8 */;\nCREATE TABLE `a` (`id` int);\nINSERT INTO `a` VALUES (1);\n',
    ],
    ['other-database', 'PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n'],
    ['program', 'MZ\u0090\u0000\u0003'],
    ['program', hex('7f454c46 0201')],
    ['xz', hex('fd377a585a00 0004')],
    ['zstd', hex('28b52ffd 2400')],
    ['bzip2', 'BZh91AY&SY'],
    ['lz4', hex('04224d18 6440')],
    ['lzma', hex('5d 00008000 ffffffffffffffff 00')],
    ['lzma', 'LZIP\u0001'],
    ['compress', hex('1f9d90')],
    ['7z', hex('377abcaf271c 0004')],
    ['rar', 'Rar!\u001a\u0007\u0001\u0000'],
    ['age', 'age-encryption.org/v1\n-> X25519 abc\n'],
    ['gpg', '-----BEGIN PGP MESSAGE-----\n\n'],
    ['gpg', hex('85 018c 03 0102030405060708')],
    ['gpg', hex('8c 0d 04 09 03 02')],
    ['openssl', 'Salted__12345678'],
    ['newer-envelope', `TSPEPK02${'x'.repeat(70)}`],
    ['newer-envelope', `TSPENC02${'x'.repeat(70)}`],
    ['newer-envelope', Buffer.concat([Buffer.from('TSPB'), hex('03'), Buffer.alloc(40, 7)])],
    ['newer-envelope', 'PROXPANEL_ENCRYPTED_V2\nabc'],
    ['newer-dump', Buffer.concat([Buffer.from('PGDMP'), hex('01 11 00 04 08 01')])],
    ['newer-dump', Buffer.concat([Buffer.from('PGDMP'), hex('02 00 00 04 08 01')])],
    ['older-dump', Buffer.concat([Buffer.from('PGDMP'), hex('01 0a 00 04 08 01')])],
    ['sqlite', 'SQLite format 3\u0000\u0010'],
    ['pdf', '%PDF-1.7\n'],
    ['image', hex('89504e470d0a1a0a')],
    ['image', hex('ffd8ffe0')],
    ['image', 'RIFF\u0001\u0001\u0001\u0001WEBPVP8 '],
    ['binary', hex('0001020304050607 fffefdfc')],
  ] as const)('%s', (kind, bytes) => {
    const head = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    expect(seenOf(head)).toBe(kind);
    // What is named here is nothing that Salvor would open.
    expect([recognisePayload(head), recogniseEnvelope(head)]).toEqual([null, null]);
  });

  test('does not stumble where a character is cut in two', () => {
    const text = Buffer.from('é'.repeat(40));
    expect(seenOf(text.subarray(0, 41))).toBe('text');
    expect(seenOf(Buffer.from('e9 e9 20 e9'.replaceAll(' ', ''), 'hex'))).toBe('binary');
  });
});
