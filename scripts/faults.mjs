import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { root } from './checkout.mjs';
import { asCommand, run } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { checkMachine } from './machine.mjs';
import { nodeModules } from './node-modules.mjs';
import { takeOwnFolders } from './own-folders.mjs';

/**
 * The faults that Salvor has to stand, injected: docs/faults.md says which, and how each is seen to have happened.
 *
 *     npm run test:faults                        the long run
 *     npm run test:faults -- --short             the one that is a part of `npm test`
 *     npm run test:faults -- --seed 7            other random choices; the same seed makes the same ones again
 *     npm run test:faults -- flips network       these parts alone
 *     npm run test:faults -- hang --runs 300     how often a verify is made in each runtime, in place of 1,000
 */

/** @typedef {{ seed: number, long: boolean, parts: readonly string[] }} Wanted */
/**
 * @typedef {{ part: string, kind: string, injected: number, observed: number, outcomes: Record<string, number>, notRun:
 * string | null }} Figure
 */

/** The part that drives the app itself, by Playwright; all others are vitest's. */
const APP = 'app';

/**
 * Runs the faults, and prints the figures of what was injected, seen to have happened, and how it ended.
 * @param {Wanted} wanted
 * @param {string} folder where the runners' reports are put: `faults.json` by vitest, `faults-app.json` by Playwright
 * @returns {Promise<{ code: number, appCode: number | null, notRun: string[] }>} the runners' exit codes, null for the
 * app
 *   where it was not asked for; and the faults that could not be injected here, each with the reason
 */
export async function injectFaults({ seed, long, parts }, folder) {
  const figures = join(folder, 'figures.jsonl');
  const env = {
    ...process.env,
    SALVOR_FAULTS: long ? 'long' : 'short',
    SALVOR_FAULTS_SEED: String(seed),
    SALVOR_FAULTS_FIGURES: figures,
  };
  const others = parts.filter((part) => part !== APP);
  let code = 0;
  if (parts.length === 0 || others.length > 0) {
    const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'faults/vitest.config.ts'];
    const reports = ['--reporter=default', '--reporter=./scripts/vitest-outcome.mjs'];
    code = await run(process.execPath, [...vitest, ...reports, ...others.map((part) => `faults/${part}`)], {
      env: { ...env, SALVOR_VITEST_OUTCOME: join(folder, 'faults.json') },
      output: 'inherit',
    });
  }
  let appCode = null;
  if (parts.length === 0 || parts.includes(APP)) {
    const { source } = await electronRuntime();
    await build();
    const playwright = [
      join(root, 'node_modules', '@playwright', 'test', 'cli.js'),
      'test',
      '--project=faults',
      '--reporter=list,json',
    ];
    appCode = await withVirtualDisplay((display) =>
      run(process.execPath, playwright, {
        env: {
          ...display,
          ...env,
          DISPLAY: display.DISPLAY,
          SALVOR_ELECTRON: source,
          PLAYWRIGHT_JSON_OUTPUT_FILE: join(folder, 'faults-app.json'),
          SALVOR_TEST_RESULTS: join(folder, 'faults-app-results'),
        },
        output: 'inherit',
      }),
    );
  }
  const found = existsSync(figures)
    ? readFileSync(figures, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => /** @type {Figure} */ (JSON.parse(line)))
    : [];
  process.stdout.write(
    `\n${table(found)}\n\nMade by seed ${seed}; the same choices again: npm run test:faults -- ${long ? '' : '--short '}--seed ${seed}\n`,
  );
  const notRun = found.flatMap(({ part, kind, notRun: reason }) =>
    reason === null ? [] : [`faults/${part} › ${kind}: ${reason}`],
  );
  return { code, appCode, notRun };
}

/** @param {readonly Figure[]} figures */
function table(figures) {
  const rows = figures.map(({ part, kind, injected, observed, outcomes, notRun }) => [
    part,
    kind,
    String(injected),
    String(observed),
    notRun === null ? '' : `NOT RUN: ${notRun}${injected > 0 ? '; ' : ''}`,
    Object.entries(outcomes)
      .sort(([, a], [, b]) => b - a)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', '),
  ]);
  const head = ['part', 'fault', 'injected', 'seen to happen', 'ended as', ''];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) => {
    const [part = '', kind = '', injected = '', observed = '', ...outcome] = row;
    return `${part.padEnd(widths[0] ?? 0)}  ${kind.padEnd(widths[1] ?? 0)}  ${injected.padStart(widths[2] ?? 0)}  ${observed.padStart(widths[3] ?? 0)}  ${outcome.join('')}`.trimEnd();
  };
  const sum = (/** @type {'injected' | 'observed'} */ what) =>
    figures.reduce((total, figure) => total + figure[what], 0);
  return [
    ...[head, ...rows].map(line),
    `${sum('injected')} faults injected, ${sum('observed')} seen to have happened`,
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await asCommand(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { seed: { type: 'string' }, short: { type: 'boolean' }, runs: { type: 'string' } },
    });
    const seed = Number(values.seed ?? 1);
    if (!Number.isSafeInteger(seed)) throw new Error(`--seed takes a whole number, not "${values.seed}".`);
    if (values.runs !== undefined && !/^[1-9]\d{0,5}$/.test(values.runs))
      throw new Error(`--runs takes a whole number, not "${values.runs}".`);
    if (values.runs !== undefined) process.env.SALVOR_FAULTS_RUNS = values.runs;
    await checkMachine({ headless: true });
    await nodeModules();
    const { source } = await electronRuntime();
    const own = await takeOwnFolders();
    try {
      Object.assign(process.env, own.env, { SALVOR_ELECTRON: source });
      const { code, appCode } = await injectFaults(
        { seed, long: values.short !== true, parts: positionals },
        own.folder,
      );
      return code === 0 ? (appCode ?? 0) : code;
    } finally {
      await own.remove();
    }
  });
}
