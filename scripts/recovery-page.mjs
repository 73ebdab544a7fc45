import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'vite';
import { root } from './checkout.mjs';

const sources = join(root, 'src', 'recovery-page');

/** Where the app finds the page to save or print it, below out/. */
const OUTPUT = ['recovery', 'salvor-recovery.html'];

/** The failures that the page can meet; the sentences of the others, of vault, register and logbook, stay behind. */
const MET_HERE = /^error\.(?:age-identity|escrow|qr|sealed|share|shares|too-few)-/;

const onlyItsFailures = {
  name: 'only-its-failures',
  enforce: /** @type {const} */ ('pre'),
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (!id.endsWith('custody-errors.json')) return null;
    return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(code)).filter(([key]) => MET_HERE.test(key))));
  },
};

/**
 * Builds the recovery page: one HTML file with its script and style inside, which a browser opens from a disk. Its
 * content security policy names both by their hash and allows nothing else, so that the page can reach no network.
 */
export async function buildRecoveryPage() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sentences = JSON.parse(readFileSync(join(root, 'src', 'shared', 'messages', 'en', 'recovery-page.json'), 'utf8'));
  const result = await bundle({
    configFile: false,
    root: sources,
    logLevel: 'warn',
    plugins: [onlyItsFailures],
    resolve: { alias: { zod: join(sources, 'no-schemas.ts') } },
    define: { SALVOR_VERSION: JSON.stringify(version) },
    build: {
      write: false,
      // Browsers of 2023 and later.
      target: ['chrome110', 'firefox115', 'safari16'],
      modulePreload: false,
      cssCodeSplit: false,
      rolldownOptions: {
        input: join(sources, 'main.ts'),
        output: { format: 'iife', codeSplitting: false },
        // The page says few of all sentences: the rest of the catalogue is not to travel with it.
        treeshake: { propertyReadSideEffects: false },
      },
    },
  });
  const { output } = /** @type {import('vite').Rolldown.RolldownOutput} */ (Array.isArray(result) ? result[0] : result);
  const script = output.flatMap((part) => (part.type === 'chunk' ? [part.code] : [])).join('').replaceAll('</', String.raw`<\/`);
  const style = output.flatMap((part) => (part.type === 'asset' ? [String(part.source)] : [])).join('');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const parts = { policy, title: sentences['recovery.title'], 'no-script': sentences['recovery.no-script'], style, script };
  const page = readFileSync(join(sources, 'page.html'), 'utf8').replaceAll(/%([a-z-]+)%/g, (_, name) => parts[/** @type {keyof typeof parts} */ (name)]);
  mkdirSync(join(root, 'out', 'recovery'), { recursive: true });
  writeFileSync(join(root, 'out', ...OUTPUT), page);
}

/** @param {string} text */
function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
