import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { sentencesAsText } from './scripts/sentences-as-text.mjs';

// Everything is bundled but Electron itself and the SQLite module, which finds its .wasm beside its own file.
const external = ['electron', 'node-sqlite3-wasm'];

export default defineConfig({
  main: {
    plugins: [sentencesAsText],
    build: {
      externalizeDeps: false,
      // The oldest runtime is Electron 33's Node 20.18.
      target: 'node20.18',
      outDir: 'out/main',
      // Read from the disk, not from a network.
      chunkSizeWarningLimit: 3000,
      minify: true,
      rolldownOptions: {
        external,
        input: {
          main: resolve('src/main/main.ts'),
          job: resolve('src/engine/job.ts'),
          browse: resolve('src/engine/browse.ts'),
          practice: resolve('src/practice/process.ts'),
          'hash-thread': resolve('src/core/restore/hash-thread.ts'),
          'proof-thread': resolve('src/core/restore/proof-thread.ts'),
        },
        // All in one folder: whatever is in a chunk looks for preload, page and processes from its own file.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      // A preload in a sandboxed window must be one CommonJS file with nothing left outside it.
      externalizeDeps: false,
      outDir: 'out/preload',
      rolldownOptions: {
        external: ['electron'],
        input: { preload: resolve('src/preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), sentencesAsText],
    build: {
      outDir: 'out/renderer',
      chunkSizeWarningLimit: 3000,
      target: 'chrome130',
      // Most of a start is reading this: without it the script is more than twice as long.
      minify: true,
      // One sheet in one order, whichever room is read first.
      cssCodeSplit: false,
      rolldownOptions: { input: resolve('src/renderer/index.html') },
    },
  },
});
