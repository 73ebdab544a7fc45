import { useState } from 'react';
import type { ServerView } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { ForgetServer } from '../servers/ForgetServer';
import { useServers } from '../servers/server-store';
import { useSurveyed, useSurveys } from '../servers/survey-store';
import { ConsoleField } from './ConsoleField';
import { compare, groupsOf } from './comparison';
import { Groups, GroupVerdicts } from './Groups';
import { PracticeConsole } from './PracticeConsole';
import { Verdict } from './Verdict';
import './fingerprint.css';

interface ChangedKeyProps {
  server: ServerView;
  /** The fingerprint that was once confirmed. */
  pinned: string;
  /** The one that the server sends now; null where it sends no key any more. */
  present: string | null;
}

/** Stops everything: the site's key is not the confirmed one. Only a new comparison leads on. */
export function ChangedKeyScreen({ server, pinned, present }: ChangedKeyProps) {
  const say = useSay();
  const survey = useSurveys((surveys) => surveys.ask);
  const { asking, failure: askFailure } = useSurveyed(server.id);

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.changed.title')}
      windowTitle={say('app.window', { place: server.siteName })}
      lead={<p>{say('app.changed.lead')}</p>}
      tools={<ForgetServer server={server} />}
      status={<p>{say('app.changed.status')}</p>}
      actions={
        <Action kind="primary" busy={asking} onPress={() => void survey(server.id)}>
          {say('app.changed.ask-again')}
        </Action>
      }
    >
      <Notice tone="stop" title={say(present === null ? 'app.changed.gone' : 'app.changed.differs')} urgent>
        <div className="changed-pair">
          <div>
            <h2 className="field-label">{say('app.changed.confirmed')}</h2>
            <Groups groups={groupsOf(pinned)} label={say('app.changed.confirmed')} />
          </div>
          <div>
            <h2 className="field-label">{say('app.changed.now')}</h2>
            {present === null ? (
              <p className="changed-none">{say('app.changed.no-key')}</p>
            ) : (
              <>
                <Groups groups={groupsOf(present)} label={say('app.changed.now')} />
                <GroupVerdicts verdicts={compare(pinned, present).groups} label={say('app.check.group.label')} />
              </>
            )}
          </div>
        </div>
      </Notice>
      {askFailure !== null && <FailureNotice failure={askFailure} />}
      <div className="changed-reasons">
        <Section title={say('app.changed.rotation.title')}>
          <p>{say(present === null ? 'app.changed.rotation.text-gone' : 'app.changed.rotation.text')}</p>
        </Section>
        <Section title={say('app.changed.attack.title')}>
          <p>{say(present === null ? 'app.changed.attack.text-gone' : 'app.changed.attack.text')}</p>
        </Section>
      </div>
      {present !== null && <Replacement server={server} pinned={pinned} present={present} />}
    </Screen>
  );
}

/** The deliberate way on: compare the new fingerprint with the console, then confirm once more. */
function Replacement({ server, pinned, present }: { server: ServerView; pinned: string; present: string }) {
  const say = useSay();
  const put = useServers((servers) => servers.put);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const replacing = useTask();
  const comparison = compare(present, text);

  const replace = () =>
    void replacing.start(
      () =>
        ask('servers.confirmFingerprint', {
          server: server.id,
          fingerprint: comparison.typed.join(':'),
          replace: true,
        }),
      (answer) => {
        setAsked(false);
        if (answer.ok) put(answer.value);
        else setFailure(answer.error);
      },
    );

  return (
    <Section title={say('app.changed.replace.title')} className="replacement">
      <p>{say('app.changed.replace.text')}</p>
      <div className="replacement-field">
        <div>
          <ConsoleField value={text} onChange={setText} />
          <Verdict comparison={comparison} />
          <Action kind="grave" disabled={comparison.verdict !== 'same'} onPress={() => setAsked(true)}>
            {say('app.changed.replace.do')}
          </Action>
        </div>
        {server.practice && <PracticeConsole onFill={setText} />}
      </div>
      {failure !== null && <FailureNotice failure={failure} />}
      <Confirm
        open={asked}
        title={say('app.changed.replace.confirm-title')}
        doIt={say('app.changed.replace.do')}
        leaveIt={say('app.changed.replace.leave')}
        busy={replacing.busy}
        onDo={replace}
        onLeave={() => setAsked(false)}
      >
        <p>{say('app.changed.replace.confirm-text', { pinned, present })}</p>
      </Confirm>
    </Section>
  );
}
