import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build as bundle } from 'vite';
import { root } from './checkout.mjs';

const sources = join(root, 'src', 'recovery-page');

/** Where the app finds what it saves with the cards. */
const output = join(root, 'out', 'recovery');

/**
 * Builds what is kept with the cards for the day on which there is no Salvor: the recovery page, the format document
 * and its examples.
 */
export async function buildRecoveryFiles() {
  const files = {
    'salvor-recovery.html': await recoveryPage(),
    'salvor-escrow-format.txt': readFileSync(join(root, 'docs', 'escrow-format.md'), 'utf8'),
    'salvor-escrow-examples.json': examples(),
  };
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(output, name), content);
}

/** The examples of the format document in one file, by their names. */
function examples() {
  const folder = join(root, 'test-vectors', 'escrow');
  const read = readdirSync(folder)
    .toSorted()
    .map((name) => [basename(name, '.json'), JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
  return `${JSON.stringify(Object.fromEntries(read), null, 2)}\n`;
}

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
 * The recovery page: one HTML file with its script and style inside, which a browser opens from a disk. Its
 * content security policy names both by their hash and allows nothing else, so that the page can reach no network.
 */
async function recoveryPage() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const sentences = JSON.parse(
    readFileSync(join(root, 'src', 'shared', 'messages', 'en', 'recovery-page.json'), 'utf8'),
  );
  const result = await bundle({
    configFile: false,
    root: sources,
    logLevel: 'warn',
    plugins: [onlyItsFailures],
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
  const { output: bundled } = /** @type {import('vite').Rolldown.RolldownOutput} */ (
    Array.isArray(result) ? result[0] : result
  );
  const script = bundled
    .flatMap((part) => (part.type === 'chunk' ? [part.code] : []))
    .join('')
    .replaceAll('</', String.raw`<\/`);
  const style = bundled.flatMap((part) => (part.type === 'asset' ? [String(part.source)] : [])).join('');
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
  const parts = {
    policy,
    title: sentences['recovery.title'],
    'no-script': sentences['recovery.no-script'],
    style,
    script,
  };
  return readFileSync(join(sources, 'page.html'), 'utf8').replaceAll(
    /%([a-z-]+)%/g,
    (_, name) => parts[/** @type {keyof typeof parts} */ (name)],
  );
}

/** @param {string} text */
function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
