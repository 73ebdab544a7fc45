import { ipcMain } from 'electron';
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import type { z } from 'zod';
import { type CallName, type CallOutput, calls, type EventName, type EventPayload, events } from '../shared/ipc/contract';
import { channelOf } from '../shared/ipc/names';
import { answerCall, type Sender } from './answer';

/** One handler for every call of the contract: one that is missing does not compile. */
export type Handlers = {
  [C in CallName]: (input: z.output<(typeof calls)[C]['input']>) => CallOutput<C> | Promise<CallOutput<C>>;
};

/** Wires every call of the contract to its handler; only the main frame of `window` may call. */
export function answerCalls(handlers: Handlers, window: BrowserWindow): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(channelOf(name), (event, input: unknown) => answerCall(name, handlers[name], senderOf(event, window), input));
  }
}

/** Tells the window of an event. A window that is gone is told nothing. */
export function notify<E extends EventName>(window: BrowserWindow, name: E, payload: EventPayload<E>): void {
  if (window.isDestroyed()) return;
  window.webContents.send(channelOf(name), events[name].parse(payload));
}

function senderOf(event: IpcMainInvokeEvent, window: BrowserWindow): Sender {
  const frame = event.senderFrame;
  return {
    ownMainFrame: !window.isDestroyed() && frame !== null && frame === window.webContents.mainFrame,
    url: frame?.url ?? null,
  };
}
