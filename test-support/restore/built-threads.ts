import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';

/**
 * The threads as they are built for the product, in a folder of their own: Node cannot start a thread from TypeScript.
 */
export async function buildThreads(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'salvor-threads-'));
  // SQLite's module stays outside the bundle, and is looked for from the thread's own folder.
  await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction');
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: {
        external: ['node-sqlite3-wasm'],
        input: {
          'hash-thread': resolve('src/core/restore/hash-thread.ts'),
          'proof-thread': resolve('src/core/restore/proof-thread.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
    ssr: { noExternal: true },
  });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
