#!/usr/bin/env node
import { StopAndKeep } from '../core/restore/job';
import { EXIT } from './exit-codes';
import { run } from './run';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // The first lets the job close its unfinished file; whoever asks again does not want to wait for that.
    if (stop.signal.aborted) process.exit(EXIT.cancelled);
    stop.abort(new StopAndKeep());
  });
}

const { stdin, stdout, stderr } = process;
// Everything is written by then; what may still hold the process (an open standard input) is of no more use.
process.exit(await run({ args: process.argv.slice(2), stdin, stdout, stderr, signal: stop.signal, built: import.meta.dirname }));
