import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, say } from './checkout.mjs';
import { build } from './build.mjs';
import { run } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { injectFaults } from './faults.mjs';
import { nodeModules } from './node-modules.mjs';
import { systemLibraries } from './system-libraries.mjs';

/**
 * Everything that has to hold: types, lint, unit tests, the short run of faults, and the built app on a real Electron.
 * The last line counts it all; each of the checks without tests of its own counts as one.
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Tally */

const reports = await mkdtemp(join(tmpdir(), 'salvor-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
try {
  await systemLibraries({ headless: true, tests: true });
  await nodeModules();
  const checked =
    (await check('Types', typescript('tsconfig.json'))) &&
    (await check('Types of the window', typescript('tsconfig.web.json'))) &&
    (await check('Types of the end-to-end tests', typescript('tsconfig.e2e.json'))) &&
    (await check('Lint', [bin('oxlint', 'bin', 'oxlint'), '--deny-warnings']));
  if (checked) {
    await unitTests();
    await faultTests();
    await endToEndTests();
  }
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  total.failed += 1;
} finally {
  await rm(reports, { recursive: true, force: true });
}
process.exitCode = total.failed === 0 ? 0 : 1;
const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`;
process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);

/** @param {...string} path in node_modules */
function bin(...path) {
  return join(root, 'node_modules', ...path);
}

/** @param {string} project */
function typescript(project) {
  return [bin('typescript', 'bin', 'tsc'), '-p', project];
}

/** @param {string} title */
function heading(title) {
  process.stdout.write(`\n== ${title}\n`);
}

/**
 * @param {string} title
 * @param {readonly string[]} command for Node
 * @returns {Promise<boolean>} whether it passed
 */
async function check(title, command) {
  heading(title);
  const passed = (await run(process.execPath, command, { output: 'inherit' })) === 0;
  total[passed ? 'passed' : 'failed'] += 1;
  return passed;
}

async function unitTests() {
  heading('Unit tests');
  const report = join(reports, 'unit.json');
  const command = [bin('vitest', 'vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run(process.execPath, command, { output: 'inherit' });
  count(code, report, vitestTally);
}

async function faultTests() {
  heading('Faults, injected');
  const { code, appCode } = await injectFaults({ seed: 1, long: false, parts: [] }, reports);
  count(code, join(reports, 'faults.json'), vitestTally);
  count(appCode ?? 1, join(reports, 'faults-app.json'), playwrightTally);
}

async function endToEndTests() {
  heading('End-to-end tests');
  const { source } = await electronRuntime();
  await build();
  const report = join(reports, 'e2e.json');
  const command = [bin('@playwright', 'test', 'cli.js'), 'test', '--project=e2e', '--reporter=list,json'];
  const code = await withVirtualDisplay((env) =>
    run(process.execPath, command, {
      env: { ...env, SALVOR_ELECTRON: source, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      output: 'inherit',
    }),
  );
  count(code, report, playwrightTally);
}

/** @param {any} found @returns {Tally} */
function vitestTally(found) {
  return { passed: found.numPassedTests, failed: found.numFailedTests, skipped: found.numPendingTests + found.numTodoTests };
}

/** @param {any} found @returns {Tally} */
function playwrightTally({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

/**
 * Adds a runner's report to the total. A runner that failed without a failed test (a file that does not load, a report
 * that was never written) counts as one failure.
 * @param {number} code
 * @param {string} report
 * @param {(report: any) => Tally} read
 */
function count(code, report, read) {
  const found = existsSync(report) ? read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1, skipped: 0 };
  total.passed += found.passed;
  total.failed += code !== 0 && found.failed === 0 ? 1 : found.failed;
  total.skipped += found.skipped;
}
