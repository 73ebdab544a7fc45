/** A group and what it does, `jobs.pause`: the names of all calls and events, which main alone knows one by one. */
const NAME = /^[a-z]+\.[a-zA-Z]+$/;

/** The channel of `Bridge.drop`. It has no dot, so no call can name it and pass a path of its own. */
export const DROP_CHANNEL = 'salvor:drop';

/**
 * Answered once main can answer calls: it loads what answers them while the window's process starts. It has no dot
 * either.
 */
export const READY_CHANNEL = 'salvor:ready';

/**
 * The channel of one call or event. The contract is not asked: the preload must stay small, and would bring the schema
 * library along. Electron refuses a call to which main has no answer.
 *
 * @throws for what is no name, so that the page reaches none of Electron's own channels
 */
export function channelOf(name: string): string {
  if (typeof name !== 'string' || !NAME.test(name)) throw new Error(`no such message: ${String(name)}`);
  return `salvor:${name}`;
}
