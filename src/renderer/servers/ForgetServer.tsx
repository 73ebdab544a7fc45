import { useState } from 'react';
import type { ServerView } from '../../shared/ipc/contract';
import { useNavigation } from '../app/route-store';
import { useSay } from '../app/speech';
import { useTask } from '../app/use-task';
import { useSurveys } from '../archives/survey-store';
import { ask } from '../client';
import { Action } from '../controls/Action';
import { Confirm } from '../controls/Confirm';
import { useServers } from './server-store';

/** Takes a server off the list, after asking. The practice server comes with Salvor and stays. */
export function ForgetServer({ server }: { server: ServerView }) {
  const say = useSay();
  const { go } = useNavigation();
  const drop = useServers((servers) => servers.drop);
  const forgetSurvey = useSurveys((surveys) => surveys.forget);
  const [asked, setAsked] = useState(false);
  const forgetting = useTask();
  if (server.practice) return null;

  const forget = () =>
    void forgetting.start(
      () => ask('servers.forget', { server: server.id }),
      (answer) => {
        setAsked(false);
        if (!answer.ok) return;
        go({ at: 'welcome' });
        drop(server.id);
        forgetSurvey(server.id);
      },
    );

  return (
    <>
      <Action kind="quiet" onPress={() => setAsked(true)}>
        {say('app.server.forget')}
      </Action>
      <Confirm
        open={asked}
        title={say('app.server.forget-title', { site: server.siteName })}
        doIt={say('app.server.forget-do')}
        leaveIt={say('app.server.forget-leave')}
        busy={forgetting.busy}
        onDo={forget}
        onLeave={() => setAsked(false)}
      >
        <p>{say('app.server.forget-text')}</p>
      </Confirm>
    </>
  );
}
