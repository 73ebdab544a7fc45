import { useState } from 'react';
import type { ServerView } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { ForgetServer } from '../servers/ForgetServer';
import { useServers } from '../servers/server-store';
import { ConsoleField } from './ConsoleField';
import { compare, groupsOf } from './comparison';
import { Groups, GroupVerdicts } from './Groups';
import { PracticeConsole } from './PracticeConsole';
import { Verdict } from './Verdict';
import './fingerprint.css';

/** Compares the key that the server sends with the one that its console shows, before anything is trusted. */
export function CheckScreen({ server, present }: { server: ServerView; present: string }) {
  const say = useSay();
  const put = useServers((servers) => servers.put);
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const confirming = useTask();
  const { typed, groups, verdict } = compare(present, text);

  const confirm = () => {
    if (verdict !== 'same') return;
    void confirming.start(
      () => ask('servers.confirmFingerprint', { server: server.id, fingerprint: typed.join(':'), replace: false }),
      (answer) => {
        if (answer.ok) put(answer.value);
        else setFailure(answer.error);
      },
    );
  };

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.check.title')}
      windowTitle={say('app.window', { place: server.siteName })}
      lead={<p>{say('app.check.lead')}</p>}
      tools={<ForgetServer server={server} />}
      status={<Verdict comparison={{ typed, groups, verdict }} />}
      actions={
        <Action kind="primary" disabled={verdict !== 'same'} busy={confirming.busy} onPress={confirm}>
          {say('app.check.confirm')}
        </Action>
      }
    >
      <div className="check">
        <section className="check-groups" aria-labelledby="check-sent">
          <h2 id="check-sent" className="field-label">
            {say('app.check.sent')}
          </h2>
          <div className="groups-sent">
            <Groups groups={groupsOf(present)} label={say('app.check.sent')} />
          </div>
          <h2 className="field-label check-typed-label">{say('app.check.typed')}</h2>
          <Groups groups={typed} label={say('app.check.typed')} />
          <GroupVerdicts verdicts={groups} label={say('app.check.group.label')} />
        </section>
        <div className="check-console">
          <ConsoleField value={text} onChange={setText} />
          {server.practice && <PracticeConsole onFill={setText} />}
        </div>
      </div>
      {failure !== null && <FailureNotice failure={failure} />}
      {verdict === 'different' ? <WhenItDiffers /> : <WhyCompare />}
    </Screen>
  );
}

function WhyCompare() {
  const say = useSay();
  return (
    <Section title={say('app.check.why.title')} className="explained">
      <p>{say('app.check.why.text')}</p>
      <p>{say('app.check.why.where')}</p>
    </Section>
  );
}

function WhenItDiffers() {
  const say = useSay();
  return (
    <Section title={say('app.check.differs.title')} className="explained">
      <ol className="plain-list">
        <li>{say('app.check.differs.typing')}</li>
        <li>{say('app.check.differs.site')}</li>
        <li>{say('app.check.differs.stop')}</li>
      </ol>
    </Section>
  );
}
