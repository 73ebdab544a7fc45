import type { ServerView } from '../../shared/ipc/server-calls';
import type { Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { ForgetServer } from '../servers/ForgetServer';
import { useSurveyed, useSurveys } from '../servers/survey-store';

/** A server that did not answer, or not as a backup server does; with what is known of it all the same. */
export function UnreachedScreen({ server, failure }: { server: ServerView; failure: Failure }) {
  const say = useSay();
  const ask = useSurveys((surveys) => surveys.ask);
  const { asking } = useSurveyed(server.id);
  return (
    <Screen
      title={<Data>{server.siteName}</Data>}
      windowTitle={say('app.window', { place: server.siteName })}
      tools={<ForgetServer server={server} />}
      actions={
        <Action kind="primary" busy={asking} onPress={() => void ask(server.id)}>
          {say('app.action.try-again')}
        </Action>
      }
    >
      <FailureNotice failure={failure} />
      <Section title={say('app.server.known')} className="known">
        <Facts>
          <Fact name={say('app.connect.address')}>
            <Code breaks>{server.url}</Code>
          </Fact>
          <Fact name={say('app.server.confirmed-fingerprint')}>
            {server.pinned === null ? say('app.server.none-confirmed') : <Code>{server.pinned}</Code>}
          </Fact>
        </Facts>
      </Section>
    </Screen>
  );
}
