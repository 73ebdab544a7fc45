import { join } from 'node:path';
import { build } from 'vite';
import { root } from './checkout.mjs';
import { sentencesAsText } from './sentences-as-text.mjs';

/**
 * Builds the `salvor` command and its threads. The command is CommonJS, which Node loads some milliseconds sooner than
 * modules: they count in a command that is over after fifty.
 * @param {string} folder
 */
export async function buildCommand(folder) {
  await bundle(folder, { salvor: 'cli/salvor.ts' }, { format: 'cjs', ending: 'cjs' });
  const threads = { 'hash-thread': 'core/restore/hash-thread.ts', 'proof-thread': 'core/restore/proof-thread.ts' };
  await bundle(folder, threads, { format: 'es', ending: 'js' });
}

/**
 * @param {string} folder
 * @param {Record<string, string>} input paths below src, by what is made of them
 * @param {{ format: 'cjs' | 'es', ending: string }} output
 */
async function bundle(folder, input, { format, ending }) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [sentencesAsText],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      // The oldest runtime is Electron 33's Node 20.18.
      target: 'node20.18',
      outDir: folder,
      emptyOutDir: format === 'cjs',
      minify: true,
      rolldownOptions: {
        // It finds its .wasm beside its own file.
        external: ['node-sqlite3-wasm'],
        input: Object.fromEntries(Object.entries(input).map(([name, path]) => [name, join(root, 'src', path)])),
        output: {
          format,
          entryFileNames: `[name].${ending}`,
          chunkFileNames: `chunks/[name]-[hash].${ending}`,
          codeSplitting: {
            groups: [
              // Apart from code with other letters than those of ASCII.
              { name: 'sentences', test: /messages\/en\/[a-z-]+\.json$/ },
              // Apart from the entry, which would be loaded for it.
              { name: 'version', test: /package\.json$/ },
            ],
          },
        },
      },
    },
  });
}
