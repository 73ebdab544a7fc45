import type { z } from 'zod';
import type { Outcome } from '../../core/errors';
import { appCalls } from './app-calls';
import { browseCalls, browseEvents } from './browse-calls';
import { cardCalls } from './card-calls';
import { ceremonyCalls } from './ceremony-calls';
import { destinationCalls } from './destination-calls';
import { drillCalls } from './drill-calls';
import { fileCalls, fileEvents, type OpenedFile } from './file-calls';
import { jobCalls, jobEvents } from './job-calls';
import { keyCalls } from './key-calls';
import { leftoversCalls } from './leftovers-calls';
import { logbookCalls } from './logbook-calls';
import { practiceCalls } from './practice-calls';
import { privacyCalls, privacyEvents } from './privacy-calls';
import { recoveryCalls } from './recovery-calls';
import { registerCalls } from './register-calls';
import { restoreCalls } from './restore-calls';
import { scannerCalls } from './scanner-calls';
import { secretCalls } from './secret-calls';
import { serverCalls, serverEvents } from './server-calls';
import { vaultCalls, vaultEvents } from './vault-calls';

/**
 * Everything that the window and the main process say to each other, a file for each group. Handlers, the bridge's
 * types and the client derive from it, and both ends check every message against it at run time.
 *
 * Bytes of archives never pass here. Paths never come from the window: a dialog in the main process hands out
 * a token for each, and so it is with keys, which the window gives once and then knows by token only.
 */

/** Window → main, with an answer. */
export const calls = {
  ...appCalls,
  ...serverCalls,
  ...practiceCalls,
  ...destinationCalls,
  ...keyCalls,
  ...secretCalls,
  ...fileCalls,
  ...restoreCalls,
  ...drillCalls,
  ...jobCalls,
  ...leftoversCalls,
  ...browseCalls,
  ...vaultCalls,
  ...cardCalls,
  ...scannerCalls,
  ...privacyCalls,
  ...recoveryCalls,
  ...ceremonyCalls,
  ...registerCalls,
  ...logbookCalls,
} as const;

/** Main → window, without an answer. */
export const events = {
  ...serverEvents,
  ...fileEvents,
  ...jobEvents,
  ...browseEvents,
  ...privacyEvents,
  ...vaultEvents,
} as const;

export type CallName = keyof typeof calls;
export type EventName = keyof typeof events;
export type CallInput<C extends CallName> = z.input<(typeof calls)[C]['input']>;
export type CallOutput<C extends CallName> = z.output<(typeof calls)[C]['output']>;
export type EventPayload<E extends EventName> = z.output<(typeof events)[E]>;

/** What the preload puts on `window.salvor`. */
export interface Bridge {
  call<C extends CallName>(name: C, input: CallInput<C>): Promise<Outcome<CallOutput<C>>>;
  /** A file that was dropped on the window. The preload asks Electron for its path, which the window never sees. */
  drop(file: File): Promise<Outcome<OpenedFile>>;
  /** Listens to one event; the function that comes back stops listening. */
  on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void): () => void;
}
