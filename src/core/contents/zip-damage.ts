import { failed } from '../errors';

export function zipDamaged(reason: string, cause?: unknown) {
  return failed('zip-damaged', { reason }, cause);
}
