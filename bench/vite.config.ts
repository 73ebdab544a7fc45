import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const measurements = ['bench', 'measure-jobs', 'measure-memory', 'measure-formats', 'measure-blocks'];

/**
 * The measurements are built apart from the product, from the same sources, and with them the threads and the server
 * that they start.
 */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: 'out/bench',
    emptyOutDir: true,
    rolldownOptions: {
      external: ['node-sqlite3-wasm'],
      input: {
        ...Object.fromEntries(measurements.map((name) => [name, resolve('bench', `${name}.ts`)])),
        practice: resolve('src/practice/process.ts'),
        'hash-thread': resolve('src/core/restore/hash-thread.ts'),
        'proof-thread': resolve('src/core/restore/proof-thread.ts'),
      },
      // All in one folder, which is where the threads are looked for.
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'shared-[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true },
});
