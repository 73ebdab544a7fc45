import { failed } from '../errors';

export function damaged(reason: string, cause?: unknown) {
  return failed('zip-damaged', { reason }, cause);
}
