import { failed, toFailure } from '../core/errors';
import { type Answer, type CallName, type CallOutput, calls } from '../shared/ipc/contract';
import { isOurs } from './bundle-path';

/** What is known of whoever sent a message. */
export interface Sender {
  /** The window is one that Salvor opened, and the frame is its top one. */
  ownMainFrame: boolean;
  /** The frame's address; null where the frame is gone. */
  url: string | null;
}

/**
 * Answers one message of the window. The sender, the input and the output are all checked; whatever goes
 * wrong comes back as data. Never rejects.
 */
export async function answerCall<C extends CallName>(
  name: C,
  handler: (input: never) => unknown,
  sender: Sender,
  input: unknown,
): Promise<Answer<CallOutput<C>>> {
  try {
    if (!sender.ownMainFrame || sender.url === null || !isOurs(sender.url)) throw refused(name, 'sender');
    const given = calls[name].input.safeParse(input);
    if (!given.success) throw refused(name, 'input');
    const output = calls[name].output.safeParse(await handler(given.data as never));
    if (!output.success) throw refused(name, 'output');
    return { ok: true, value: output.data as CallOutput<C> };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}

/** Says which message was refused and for what; never what was in it. */
function refused(name: CallName, what: 'sender' | 'input' | 'output'): Error {
  return failed('unexpected', { detail: `${name}: ${what} refused` });
}
