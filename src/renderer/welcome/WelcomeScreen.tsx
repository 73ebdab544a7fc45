import { Action } from '../base/controls/Action';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { LeftoverNotice } from '../leftovers/LeftoverNotice';
import { useServers } from '../servers/server-store';
import './welcome.css';

const STEPS = ['connect', 'compare', 'choose', 'prove'] as const;

/** Says what Salvor does and what is needed for it, before a person has connected a server. */
export function WelcomeScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const practice = useServers(({ servers }) => servers?.find((server) => server.practice));

  return (
    <Screen
      title={say('app.welcome.title')}
      windowTitle={say('app.window', { place: say('app.welcome.title') })}
      lead={<p>{say('app.welcome.lead')}</p>}
      status={practice === undefined ? undefined : <p>{say('app.welcome.practice')}</p>}
      actions={
        <>
          {practice !== undefined && (
            <Action onPress={() => go({ at: 'server', server: practice.id })}>{say('app.welcome.practise')}</Action>
          )}
          <Action kind="primary" onPress={() => go({ at: 'connect' })}>
            {say('app.welcome.connect')}
          </Action>
        </>
      }
    >
      <LeftoverNotice />
      <ol className="steps">
        {STEPS.map((step) => (
          <li key={step} className="step">
            <h2 className="step-title">{say(`app.welcome.${step}.title`)}</h2>
            <p>{say(`app.welcome.${step}.text`)}</p>
          </li>
        ))}
      </ol>
      <Section title={say('app.welcome.needs.title')} className="needs">
        <ul className="plain-list">
          <li>{say('app.welcome.needs.address')}</li>
          <li>{say('app.welcome.needs.api-key')}</li>
          <li>{say('app.welcome.needs.private-key')}</li>
        </ul>
        <Action kind="quiet" onPress={() => go({ at: 'recovery', use: null })}>
          {say('recover.have-cards')}
        </Action>
      </Section>
    </Screen>
  );
}
