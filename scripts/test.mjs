import { existsSync, readFileSync } from 'node:fs';
import { cp, readdir, rm } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';
import { bin, lintChecks, runChecks, typeChecks } from './checks.mjs';
import { Interrupted, run } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { injectFaults } from './faults.mjs';
import { checkMachine, MachineLacks } from './machine.mjs';
import { nodeModules } from './node-modules.mjs';
import { takeOwnFolders } from './own-folders.mjs';

/**
 * Everything that has to hold: types, lint, unit tests, the short run of faults, and the built app on a real Electron.
 * At the end it names what failed and what was skipped, and the last line counts it all; each of the checks without
 * tests of its own counts as one. With arguments these parts alone: checks, unit, faults, e2e.
 */

/** @typedef {import('./vitest-outcome.mjs').Outcome} Outcome */

/** @type {Outcome} */
const total = { passed: 0, failed: [], skipped: [] };
/** @type {string[]} */
const faultsNotRun = [];
const began = Date.now();
/** @type {{ title: string, began: number }[]} in the order in which they ran */
const parts = [];
const wanted = process.argv.slice(2);
const own = await takeOwnFolders();
try {
  await checkMachine({ headless: true, tests: true });
  await nodeModules();
  const { source } = await electronRuntime();
  // From here on nothing is fetched any more, and nothing reaches the person's own folders.
  Object.assign(process.env, own.env, { SALVOR_ELECTRON: source });
  const [checked] = await Promise.all([!isWanted('checks') || staticChecks(), build()]);
  if (checked) {
    if (isWanted('unit')) await unitTests();
    if (isWanted('faults')) await faultTests();
    if (isWanted('e2e')) await endToEndTests();
  }
} catch (error) {
  const known = error instanceof MachineLacks || error instanceof Interrupted;
  say(error instanceof Error ? (known ? error.message : (error.stack ?? error.message)) : String(error));
  total.failed.push(`the run itself: ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await own.remove();
}
process.exitCode = total.failed.length === 0 ? 0 : 1;
tellTheEnd();

/** @param {'checks' | 'unit' | 'faults' | 'e2e'} part */
function isWanted(part) {
  return wanted.length === 0 || wanted.includes(part);
}

function tellTheEnd() {
  const ends = [...parts.slice(1).map((part) => part.began), Date.now()];
  const lines = [
    '',
    `== The end, after ${Math.round((Date.now() - began) / 60_000)} minutes on ${cpus().length} processors (load ${(loadavg()[0] ?? 0).toFixed(1)})`,
    ...parts.map(
      ({ title, began: from }, at) => `${(((ends[at] ?? from) - from) / 60_000).toFixed(1).padStart(5)} min  ${title}`,
    ),
    ...total.failed.map((name) => `FAILED   ${name}`),
    ...total.skipped.map((name) => `skipped  ${name}`),
    ...faultsNotRun.map((name) => `not run  ${name}`),
    `${total.passed} passed, ${total.failed.length} failed${total.skipped.length === 0 ? '' : `, ${total.skipped.length} skipped`}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** @param {string} title */
function heading(title) {
  parts.push({ title, began: Date.now() });
  process.stdout.write(`\n== ${title}\n`);
}

/** @returns {Promise<boolean>} whether all of them passed */
async function staticChecks() {
  heading('Types, lint, format, folders, and the build');
  const { passed, failed } = await runChecks({ ...typeChecks, ...lintChecks });
  total.passed += passed;
  total.failed.push(...failed);
  return failed.length === 0;
}

async function unitTests() {
  heading('Unit tests');
  const outcome = join(own.folder, 'unit.json');
  const command = [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=./scripts/vitest-outcome.mjs'];
  const code = await run(process.execPath, command, {
    env: { ...process.env, SALVOR_VITEST_OUTCOME: outcome },
    output: 'inherit',
  });
  count('unit tests', code, outcome);
}

async function faultTests() {
  heading('Faults, injected');
  const { code, appCode, notRun } = await injectFaults({ seed: 1, long: false, parts: [] }, own.folder);
  count('faults', code, join(own.folder, 'faults.json'));
  countPlaywright('faults in the app', appCode ?? 1, join(own.folder, 'faults-app.json'));
  faultsNotRun.push(...notRun);
}

async function endToEndTests() {
  heading('End-to-end tests');
  const report = join(own.folder, 'e2e.json');
  const results = join(own.folder, 'test-results');
  const command = [bin('@playwright', 'test', 'cli.js'), 'test', '--project=e2e', '--reporter=list,json'];
  const code = await withVirtualDisplay((env) =>
    run(process.execPath, command, {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report, SALVOR_TEST_RESULTS: results },
      output: 'inherit',
    }),
  );
  countPlaywright('end-to-end tests', code, report);
  await keepResults(results);
}

/**
 * What failed tests left for people to look at. Two runs in one clone each bring their own, whole. @param {string}
 * results
 */
async function keepResults(results) {
  const found = await readdir(results).catch(() => []);
  if (!found.some((name) => !name.startsWith('.'))) return;
  const kept = join(root, 'test-results');
  await rm(kept, { recursive: true, force: true });
  await cp(results, kept, { recursive: true });
  say(`What the failed tests left is in ${kept}`);
}

/**
 * Adds a runner's outcome to the total. A runner that failed without a failed test, or that left no outcome, counts as
 * one failure.
 * @param {string} runner
 * @param {number} code its exit code
 * @param {string} path of its outcome
 * @param {(report: any) => Outcome} read
 */
function count(runner, code, path, read = (outcome) => outcome) {
  const found = existsSync(path)
    ? read(JSON.parse(readFileSync(path, 'utf8')))
    : { passed: 0, failed: [], skipped: [] };
  if ((code !== 0 || !existsSync(path)) && found.failed.length === 0)
    found.failed.push(`${runner}: the runner ended with exit code ${code}`);
  total.passed += found.passed;
  total.failed.push(...found.failed);
  total.skipped.push(...found.skipped);
}

/** @param {string} runner @param {number} code @param {string} path of Playwright's report */
function countPlaywright(runner, code, path) {
  count(runner, code, path, (report) => {
    /** @type {Outcome} */
    const outcome = { passed: 0, failed: [], skipped: [] };
    for (const suite of report.suites) addPlaywrightSuite(outcome, suite, '');
    // Errors outside of any test, as of a file that does not load.
    for (const { message } of report.errors ?? []) outcome.failed.push(`${runner}: ${String(message).split('\n')[0]}`);
    return outcome;
  });
}

/** @param {Outcome} outcome @param {any} suite @param {string} above */
function addPlaywrightSuite(outcome, suite, above) {
  const title = above === '' ? relative(root, join(root, suite.file)) : `${above} › ${suite.title}`;
  for (const inner of suite.suites ?? []) addPlaywrightSuite(outcome, inner, title);
  for (const spec of suite.specs ?? []) {
    for (const test of spec.tests) {
      const name = `${title} › ${spec.title}`;
      const reason =
        test.annotations.find((/** @type {any} */ each) => each.type === 'skip')?.description ??
        'a test before it failed';
      if (test.status === 'expected') outcome.passed += 1;
      else if (test.status === 'skipped') outcome.skipped.push(`${name}: ${reason}`);
      else outcome.failed.push(name);
    }
  }
}
