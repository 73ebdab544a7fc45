import type { Dialogs } from '../dialogs';
import type { Handlers } from '../ipc';
import type { Keys } from '../keys';

type KeyCalls = Pick<Handlers, 'keys.paste' | 'keys.choose' | 'keys.forget'>;

export function keyCalls(keys: Keys, dialogs: Dialogs): KeyCalls {
  return {
    'keys.paste': ({ text, removeWhitespace }) => keys.hold(text, removeWhitespace, 'paste'),
    'keys.choose': async ({ removeWhitespace }) => {
      const path = await dialogs.keyFile();
      return path === null ? null : keys.holdFile(path, removeWhitespace);
    },
    'keys.forget': ({ key }) => {
      keys.forget(key);
      return null;
    },
  };
}
