import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The measurements are built apart from the product, from the same sources. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node20.18',
    outDir: 'out/bench',
    emptyOutDir: true,
    rolldownOptions: {
      external: ['node-sqlite3-wasm'],
      input: { bench: resolve('bench/bench.ts'), 'measure-open': resolve('bench/measure-open.ts'), 'measure-formats': resolve('bench/measure-formats.ts') },
      output: { format: 'es', entryFileNames: '[name].js' },
    },
  },
  ssr: { noExternal: true },
});
