import type { ServerView } from '../../shared/ipc/server-calls';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { ForgetServer } from '../servers/ForgetServer';

/** A site that has no encryption key: there is nothing to compare, and what that means. */
export function NoKeyScreen({ server, onGoOn }: { server: ServerView; onGoOn: () => void }) {
  const say = useSay();
  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.no-key.title')}
      windowTitle={say('app.window', { place: server.siteName })}
      tools={<ForgetServer server={server} />}
      actions={
        <Action kind="primary" onPress={onGoOn}>
          {say('app.no-key.go-on')}
        </Action>
      }
    >
      <Notice tone="warning" title={say('app.no-key.notice')}>
        <p>{say('app.no-key.readable')}</p>
      </Notice>
      <section className="explained">
        <p>{say('app.no-key.older')}</p>
        <p>{say('app.no-key.next')}</p>
      </section>
    </Screen>
  );
}
