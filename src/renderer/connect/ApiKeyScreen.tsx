import { useState } from 'react';
import { Form } from 'react-aria-components';
import type { ServerView } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { ForgetServer } from '../servers/ForgetServer';
import { useServers } from '../servers/server-store';
import { useSurveys } from '../servers/survey-store';
import { ApiKeyField, apiKeyRefusal } from './ApiKeyField';

/** Asks for the API key of a known server: it was not kept, or the server refuses the one that was. */
export function ApiKeyScreen({ server, failure }: { server: ServerView; failure: Failure | null }) {
  const say = useSay();
  const put = useServers((servers) => servers.put);
  const survey = useSurveys((surveys) => surveys.ask);
  const [apiKey, setApiKey] = useState('');
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const giving = useTask();
  // A failure of a former key says nothing about the one that is being typed.
  const shown = refusal ?? (apiKey === '' ? failure : null);

  const give = () => {
    if (apiKey.trim() === '') return;
    const other = apiKeyRefusal(apiKey);
    if (other !== null) {
      setApiKey('');
      return setRefusal(other);
    }
    void giving.start(
      () => ask('servers.giveApiKey', { server: server.id, apiKey: apiKey.trim() }),
      (answer) => {
        if (!answer.ok) return setRefusal(answer.error);
        setApiKey('');
        put(answer.value);
        void survey(server.id);
      },
    );
  };

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.api-key.title')}
      windowTitle={say('app.window', { place: server.siteName })}
      lead={<p>{say('app.api-key.lead')}</p>}
      tools={<ForgetServer server={server} />}
      actions={
        <Action kind="primary" busy={giving.busy} disabled={apiKey.trim() === ''} form="api-key">
          {say('app.api-key.give')}
        </Action>
      }
    >
      <Form
        id="api-key"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          give();
        }}
      >
        <ApiKeyField
          value={apiKey}
          onChange={(value) => {
            giving.drop();
            setApiKey(value);
            setRefusal(null);
          }}
          onOther={setRefusal}
          placeholder={say('app.connect.api-key-example')}
        />
      </Form>
      {shown !== null && <FailureNotice failure={shown} />}
    </Screen>
  );
}
