import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A real PostgreSQL server of its own: in a private folder, on a socket there, with no port. */
export interface TestServer {
  /** Runs one of PostgreSQL's programs against the server and returns what it prints. */
  run(program: string, args: readonly string[], input?: string): string;
  stop(): Promise<void>;
}

/** Debian keeps the server's programs outside the path. */
const DEBIAN = '/usr/lib/postgresql';

/** Path of a program of PostgreSQL; null where it is not installed. */
export function postgresqlProgram(name: string): string | null {
  const debian =
    spawnSync('ls', [DEBIAN], { encoding: 'utf8' }).status === 0
      ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin'))
      : [];
  const folders = [...debian.toSorted().toReversed(), ...(process.env['PATH'] ?? '').split(delimiter)];
  return (
    folders.map((folder) => join(folder, name)).find((path) => spawnSync(path, ['--version']).status === 0) ?? null
  );
}

/** Says that a test cannot run here, where it cannot be missed. */
export function sayMissing(what: string): void {
  process.stderr.write(
    `\n*** ${what} is not installed: the tests that compare Salvor with it are SKIPPED. Debian: apt-get install postgresql ***\n\n`,
  );
}

/** Null where no server is installed. */
export async function startPostgresql(): Promise<TestServer | null> {
  const [initdb, postgres] = [postgresqlProgram('initdb'), postgresqlProgram('postgres')];
  if (initdb === null || postgres === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'salvor-pg-'));
  const data = join(folder, 'data');
  const as = serverUser();
  if (as !== null) chownSync(folder, as.uid, as.gid);
  execFileSync(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...as,
    cwd: folder,
    stdio: 'pipe',
  });
  const server = spawn(postgres, ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], {
    ...as,
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const run: TestServer['run'] = (program, args, input) =>
    execFileSync(program, [...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, PGHOST: folder, PGUSER: 'postgres', PGDATABASE: 'postgres' },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    });
  const stop = async () => {
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let attempt = 0; ; attempt += 1) {
    try {
      run('psql', ['-qc', 'SELECT 1']);
      return { run, stop };
    } catch (error) {
      if (attempt === 100 || server.exitCode !== null) {
        await stop();
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** PostgreSQL refuses to run as root: then as the user that Debian's package made for it. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
