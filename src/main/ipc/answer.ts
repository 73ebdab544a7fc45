import type { z } from 'zod';
import { failed, type Outcome, toFailure } from '../../core/errors';
import { isOurs } from '../electron/bundle-path';

/** What is known of the sender of a message. */
export interface Sender {
  /** The window is one that Salvor opened, and the frame is its top one. */
  ownMainFrame: boolean;
  /** The frame's address; null where the frame is gone. */
  url: string | null;
}

/** The shape of a message, and the shape of its answer. */
export interface Question<I, O> {
  readonly input: z.ZodType<I>;
  readonly output: z.ZodType<O>;
}

/**
 * Answers one message of the window. The sender, the input and the output are all checked; whatever goes
 * wrong comes back as data. Never rejects.
 *
 * @param name of the message
 */
export async function answerMessage<I, O>(
  name: string,
  question: Question<I, O>,
  handler: (input: I) => O | Promise<O>,
  sender: Sender,
  input: unknown,
): Promise<Outcome<O>> {
  try {
    if (!sender.ownMainFrame || sender.url === null || !isOurs(sender.url)) throw refused(name, 'sender');
    const given = question.input.safeParse(input);
    if (!given.success) throw refused(name, 'input');
    const output = question.output.safeParse(await handler(given.data));
    if (!output.success) throw refused(name, 'output');
    return { ok: true, value: output.data };
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}

/** Says which message was refused and for what; never what was in it. */
function refused(name: string, what: 'sender' | 'input' | 'output'): Error {
  return failed('unexpected', { detail: `${name}: ${what} refused` });
}
