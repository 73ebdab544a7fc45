import type { Keys } from '../../custody/keys';
import type { Dialogs } from '../../electron/dialogs';
import type { Handlers } from '../ipc';

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
