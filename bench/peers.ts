import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsePrivateKey } from '../src/core/formats/site-key';
import { leaveOut, most, ratios, type Target, tell } from './figures';
import { here } from './here';
import { type Runtime, sealedArchive, withFolder } from './runtimes';

const GiB = 1024 ** 3;
const run = promisify(execFile);
/** Debian's own Python, which has Debian's own python3-cryptography. */
const PYTHON = '/usr/bin/python3';
const SALVOR = join(here, '..', 'cli', 'salvor.cjs');

/**
 * Whole commands, from the start of the process to its end: `salvor open` and `salvor verify` beside programs that
 * decrypt as much and prove nothing. Everything takes its turn in each round.
 */
export async function beside(runtimes: readonly Runtime[], rounds: number): Promise<void> {
  await withFolder(async (folder) => {
    const { archive, keyFile } = await sealedArchive(folder, GiB);
    const out = join(folder, 'out');
    // The command keeps its logbook under the home folder.
    const env = { HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder, XDG_STATE_HOME: folder };
    const salvor = ({ path, flags, env: own }: Runtime, ...args: string[]) =>
      run(path, [...flags, SALVOR, ...args, '--quiet', '--key-file', keyFile], { env: { ...own, ...env } });

    const commands: Record<string, () => Promise<unknown>> = {};
    for (const runtime of runtimes) {
      commands[`open ${runtime.name}`] = () => salvor(runtime, 'open', archive, '--out', out);
      commands[`verify ${runtime.name}`] = () => salvor(runtime, 'verify', archive);
    }
    const age = await ageCommands(folder, out, () => commands[`open ${runtimes[0]?.name}`]?.());
    const python = await pythonCommand(folder, archive, keyFile, out);
    Object.assign(commands, age, python);

    const took: Record<string, number[]> = {};
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, command] of Object.entries(commands)) {
        await rm(out, { force: true });
        const began = performance.now();
        await command();
        if (round >= 0) (took[name] ??= []).push(performance.now() - began);
      }
    }
    const against = (what: string, own: string, peer: string, where: string, target: Target | null) =>
      tell({ part: 'peers', what, where, unit: 'times', target }, ratios(took[own] ?? [], took[peer] ?? []));
    for (const { name, isOld } of runtimes) {
      const open = `open ${name}`;
      const verify = `verify ${name}`;
      if (age !== null) {
        against('salvor open / age -d and sync', open, 'age-sync', name, most(isOld ? 1 : 0.65));
        against('salvor verify / age -d to nowhere', verify, 'age-nowhere', name, isOld ? null : most(1));
      }
      if (python !== null) against('salvor open / python3-cryptography and fsync', open, 'python', name, null);
    }
    for (const [name, ms] of Object.entries(took))
      tell({ part: 'peers', what: name, where: 'whole process', unit: 'ms', target: null }, ms);
  });
}

/** The same payload, sealed by age. @param openTo makes the payload at `out` @returns null without age */
async function ageCommands(folder: string, out: string, openTo: () => unknown) {
  const identity = join(folder, 'age.key');
  const sealed = join(folder, 'archive.age');
  try {
    await run('age-keygen', ['-o', identity]);
  } catch (error) {
    leaveOut('peers', 'age -d', `age cannot be run (Debian: apt-get install age): ${String(error)}`);
    return null;
  }
  await openTo();
  await run('age', ['--encrypt', '-i', identity, '-o', sealed, out]);
  return {
    'age-sync': () => run('sh', ['-c', 'age -d -i "$1" -o "$2" "$3" && sync "$2"', 'sh', identity, out, sealed]),
    'age-nowhere': () => run('sh', ['-c', 'age -d -i "$1" "$2" > /dev/null', 'sh', identity, sealed]),
  };
}

/** The same archive, by the library that the portal seals it with. @returns null without that library */
async function pythonCommand(folder: string, archive: string, keyFile: string, out: string) {
  const script = join(folder, 'decrypt.py');
  await writeFile(script, DECRYPT);
  const raw = join(folder, 'raw.key');
  await writeFile(raw, parsePrivateKey(await readFile(keyFile, 'utf8')).raw, { mode: 0o600 });
  try {
    await run(PYTHON, ['-c', 'import cryptography']);
  } catch (error) {
    const why = `${PYTHON} has no cryptography (Debian: apt-get install python3-cryptography): ${String(error)}`;
    leaveOut('peers', 'python3-cryptography', why);
    return null;
  }
  return { python: () => run(PYTHON, [script, archive, raw, out]) };
}

/** What a user would write: the tag is checked at the end, and what was written is on the disk. */
const DECRYPT = `
import os, sys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

archive, raw, out = sys.argv[1:]
private = X25519PrivateKey.from_private_bytes(open(raw, 'rb').read())
source = open(archive, 'rb')
left = os.path.getsize(archive) - 52 - 16
header = source.read(52)
ephemeral, nonce = header[8:40], header[40:]
public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
key = HKDF(hashes.SHA256(), 32, ephemeral + public, b'tspro-backup-e2ee-v1').derive(shared)
decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).decryptor()
size = 1024 * 1024
buffer = bytearray(size + 16)
with open(out, 'xb') as target:
    while left > 0:
        piece = source.read(min(size, left))
        left -= len(piece)
        count = decryptor.update_into(piece, buffer)
        target.write(memoryview(buffer)[:count])
    decryptor.finalize_with_tag(source.read(16))
    target.flush()
    os.fsync(target.fileno())
`;
