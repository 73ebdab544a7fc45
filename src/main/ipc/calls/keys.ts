import type { Keys } from '../../custody/keys';
import type { Dialogs } from '../../electron/dialogs';
import type { HandlersOf } from '../ipc';

interface Parts {
  keys: Keys;
  dialogs: Dialogs;
}

export function keyCalls({ keys, dialogs }: Parts): HandlersOf<'keys'> {
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
