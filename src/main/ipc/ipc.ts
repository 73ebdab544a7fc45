import { isAbsolute } from 'node:path';
import { type BrowserWindow, ipcMain } from 'electron';
import { z } from 'zod';
import { channelOf, DROP_CHANNEL } from '../../shared/ipc/channels';
import {
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  type EventPayload,
  events,
} from '../../shared/ipc/contract';
import { type OpenedFile, openedFileSchema } from '../../shared/ipc/file-calls';
import { answerMessage, type Question } from './answer';
import { senderOf } from './sender';

type Input<C extends CallName> = z.output<(typeof calls)[C]['input']>;

/** One handler for every call of the contract: one that is missing does not compile. */
export type Handlers = {
  [C in CallName]: (input: Input<C>) => CallOutput<C> | Promise<CallOutput<C>>;
};

/** The handlers of some groups, `HandlersOf<'keys'>`. */
export type HandlersOf<Group extends string> = Pick<Handlers, Extract<CallName, `${Group}.${string}`>>;

const questions: { readonly [C in CallName]: Question<Input<C>, CallOutput<C>> } = calls;

/** Wires every call of the contract to its handler; only the main frame of `window` may call. */
export function answerCalls(handlers: Handlers, window: BrowserWindow): void {
  for (const name of Object.keys(calls) as CallName[]) answerCall(name, handlers, window);
}

function answerCall<C extends CallName>(name: C, handlers: Handlers, window: BrowserWindow): void {
  ipcMain.handle(channelOf(name), (event, input: unknown) =>
    answerMessage(name, questions[name], handlers[name], senderOf(event, window), input),
  );
}

/** Longer than any system's longest path. */
const LONGEST_PATH = 65_536;

const dropped = {
  input: z.object({ path: z.string().max(LONGEST_PATH).refine(isAbsolute) }).strict(),
  output: openedFileSchema,
};

/** Wires the one message that carries a path: Electron itself told it to the preload, for a file that was dropped. */
export function answerDrops(open: (path: string) => Promise<OpenedFile>, window: BrowserWindow): void {
  ipcMain.handle(DROP_CHANNEL, (event, input: unknown) =>
    answerMessage('drop', dropped, ({ path }) => open(path), senderOf(event, window), input),
  );
}

/** Sends an event to the window, unless that is gone. */
export function notify<E extends EventName>(window: BrowserWindow, name: E, payload: EventPayload<E>): void {
  if (window.isDestroyed()) return;
  window.webContents.send(channelOf(name), events[name].parse(payload));
}
