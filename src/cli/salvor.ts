#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { version } from '../../package.json';

const args = process.argv.slice(2);
if (!saidVersion()) void import('./main').then(({ main }) => main(args, import.meta.dirname));

/** Answers the question for the version alone without reading anything else. Where that fails, the command says why. */
function saidVersion(): boolean {
  if (args.length !== 1 || !['--version', '-V', 'version'].includes(args[0] ?? '')) return false;
  try {
    writeSync(1, `${version}\n`);
    return true;
  } catch {
    return false;
  }
}
