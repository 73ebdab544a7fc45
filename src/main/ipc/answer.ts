import type { z } from 'zod';
import { failed, type Outcome, toFailure } from '../../core/errors';
import { type CallName, type CallOutput, calls } from '../../shared/ipc/contract';
import { isOurs } from '../electron/bundle-path';

/** What is known of whoever sent a message. */
export interface Sender {
  /** The window is one that Salvor opened, and the frame is its top one. */
  ownMainFrame: boolean;
  /** The frame's address; null where the frame is gone. */
  url: string | null;
}

/** A message, its shape, and the shape of its answer. */
export interface Question {
  name: string;
  input: z.ZodType;
  output: z.ZodType;
}

/** Answers one call of the contract, as `answerQuestion` does. */
export function answerCall<C extends CallName>(
  name: C,
  handler: (input: never) => unknown,
  sender: Sender,
  input: unknown,
): Promise<Outcome<CallOutput<C>>> {
  return answerQuestion<CallOutput<C>>({ name, ...calls[name] }, handler, sender, input);
}

/**
 * Answers one message of the window. The sender, the input and the output are all checked; whatever goes
 * wrong comes back as data. Never rejects.
 */
export async function answerQuestion<T>(
  question: Question,
  handler: (input: never) => unknown,
  sender: Sender,
  input: unknown,
): Promise<Outcome<T>> {
  const { name } = question;
  try {
    if (!sender.ownMainFrame || sender.url === null || !isOurs(sender.url)) throw refused(name, 'sender');
    const given = question.input.safeParse(input);
    if (!given.success) throw refused(name, 'input');
    const output = question.output.safeParse(await handler(given.data as never));
    if (!output.success) throw refused(name, 'output');
    return { ok: true, value: output.data as T };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}

/** Says which message was refused and for what; never what was in it. */
function refused(name: string, what: 'sender' | 'input' | 'output'): Error {
  return failed('unexpected', { detail: `${name}: ${what} refused` });
}
