import type { ServerView } from '../../shared/ipc/server-calls';
import { Data } from '../base/controls/Data';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { ForgetServer } from '../servers/ForgetServer';

/** While a server is asked for the first time. */
export function AskingScreen({ server }: { server: ServerView }) {
  const say = useSay();
  return (
    <Screen
      title={<Data>{server.siteName}</Data>}
      windowTitle={say('app.window', { place: server.siteName })}
      tools={<ForgetServer server={server} />}
    >
      <div className="asking">
        <span className="spinner" />
        <output>{say('app.server.asking')}</output>
      </div>
    </Screen>
  );
}
