import { basename, join } from 'node:path';
import { build } from 'vite';
import { root } from './checkout.mjs';

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
 * Each file of the catalogue stays a file, which is read when one of its sentences is first asked for: as code all of them
 * would take longer to load than the rest of a short command. Its stand-in knows no more than `key in file` and
 * `file[key]`.
 * @type {import('vite').Plugin}
 */
const sentencesBeside = {
  name: 'sentences-beside',
  enforce: 'pre',
  transform: {
    filter: { id: /\/messages\/en\/[a-z-]+\.json$/ },
    handler(code, id) {
      const fileName = `sentences/${basename(id)}`;
      this.emitFile({ type: 'asset', fileName, source: JSON.stringify(JSON.parse(code)) });
      const lines = [
        "import { readFileSync } from 'node:fs';",
        "import { basename, join } from 'node:path';",
        'let sentences;',
        `const path = join(import.meta.dirname, '..', ${JSON.stringify(fileName)});`,
        "const read = () => (sentences ??= JSON.parse(readFileSync(path, 'utf8')));",
        'export default new Proxy({}, { has: (_, key) => key in read(), get: (_, key) => read()[key] });',
      ];
      return { code: lines.join('\n'), moduleType: 'js', map: null };
    },
  },
};

/**
 * Commander can start programs, which the command does not use: without Node's module for that it loads in half the time.
 * @type {import('vite').Plugin}
 */
const withoutPrograms = {
  name: 'without-programs',
  enforce: 'pre',
  transform: {
    filter: { id: /\/commander\/lib\/command\.js$/ },
    handler: (code) => code.replace("require('node:child_process')", '{}'),
  },
};

const BASE = new RegExp(
  [
    '/node_modules/(commander|intl-messageformat|@formatjs)/',
    '/src/cli/(main|run|program|help|examples|failure|exit-codes|leave)\\.ts',
    '/src/cli/base/(common|layout|origin|session|terminal|usage)\\.ts',
    '/src/shared/(messages/(en/)?[a-z-]+\\.(ts|json)|format/size\\.ts)',
    '/src/core/(errors|found-instead|known-secret|other-programs)\\.ts',
    '/src/core/restore/(job|threads-end)\\.ts',
  ].join('|'),
);

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
    plugins: [sentencesBeside, withoutPrograms],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      ssrEmitAssets: true,
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
              // Apart from the entry, which would be loaded for it.
              { name: 'version', test: /package\.json$/ },
              // In one file, since Node looks for each on the disk: what every command needs.
              { name: 'base', test: BASE },
            ],
          },
        },
      },
    },
  });
}
