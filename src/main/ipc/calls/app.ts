import { app, nativeTheme } from 'electron';
import type { Locale } from '../../../shared/messages/languages';
import type { Keystore } from '../../custody/keystore';
import type { SecretClipboard } from '../../custody/secret-clipboard';
import { openLink } from '../../electron/links';
import type { SettingsStore } from '../../settings/settings';
import type { HandlersOf } from '../ipc';

interface Parts {
  settings: SettingsStore;
  keystore: Keystore;
  locale: Locale;
  clipboard: SecretClipboard;
}

export function appCalls({ settings, keystore, locale, clipboard }: Parts): HandlersOf<'app'> {
  return {
    'app.state': () => ({
      version: app.getVersion(),
      platform: process.platform,
      keystore: keystore.real ? 'real' : 'none',
      locale,
      appearance: settings.current.appearance,
    }),
    'app.setAppearance': ({ appearance }) => {
      nativeTheme.themeSource = appearance;
      settings.change({ appearance });
      return null;
    },
    'app.copyCommand': async ({ command }) => {
      await clipboard.putCommand(command);
      return null;
    },
    'app.openLink': async ({ link }) => {
      await openLink(link);
      return null;
    },
  };
}
