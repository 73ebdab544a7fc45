import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './checkout.mjs';

/**
 * How the tests of one runner ended.
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {string[]} failed names, with their files
 * @property {string[]} skipped names, with their files, and the reason where the test gives one
 */

/** A reporter for Vitest that leaves an Outcome as JSON in the file that SALVOR_VITEST_OUTCOME names. */
export default class OutcomeReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled errors outside of any test
   */
  onTestRunEnd(modules, unhandled) {
    /** @type {Outcome} */
    const outcome = { passed: 0, failed: [], skipped: [] };
    for (const module of modules) {
      const file = relative(root, module.moduleId);
      const before = outcome.failed.length;
      for (const test of module.children.allTests()) {
        const name = `${file} › ${test.fullName}`;
        const result = test.result();
        if (result.state === 'passed') outcome.passed += 1;
        else if (result.state === 'failed') outcome.failed.push(name);
        else outcome.skipped.push('note' in result && result.note !== undefined ? `${name}: ${result.note}` : name);
      }
      // A file that does not load, or a hook that fails, fails without a test that does.
      if (!module.ok() && outcome.failed.length === before) outcome.failed.push(file);
    }
    if (unhandled.length > 0) outcome.failed.push(`${unhandled.length} errors outside of any test`);
    const path = process.env['SALVOR_VITEST_OUTCOME'];
    if (path !== undefined) writeFileSync(path, JSON.stringify(outcome));
  }
}
