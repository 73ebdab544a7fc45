import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import { Form, Input, Label, Text, TextArea, TextField } from 'react-aria-components';
import type { Outcome } from '../../core/errors';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { SecretField } from '../base/controls/SecretField';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { KINDS, type Kind } from '../vault/secret-kinds';
import { useVault } from '../vault/vault-store';
import './keys.css';

declare module '../base/navigation' {
  interface Routes {
    'add-key': object;
  }
}

/** Kinds whose secret may have more than one line, or is pasted with line breaks in it. */
const LINES: Partial<Record<Kind, number>> = { 'site-key': 2, text: 5 };

/** A secret for the vault: typed or pasted, or from a file. What was typed is gone from here once it is kept. */
export function AddKeyScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const load = useVault((vault) => vault.load);
  const [kind, setKind] = useState<Kind>('site-key');
  const [label, setLabel] = useState('');
  const [text, setText] = useState('');
  const [note, setNote] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const adding = useTask();

  const take = async (answer: Outcome<{ id: string } | null>) => {
    if (!answer.ok) return setFailure(answer.error);
    if (answer.value === null) return;
    setText('');
    await load();
    go({ at: 'key', id: answer.value.id });
  };
  const keep = () =>
    void adding.start(
      () => ask('vault.add', { kind, label, text, note }),
      (answer) => void take(answer),
    );
  const fromFile = () =>
    void adding.start(
      () => ask('vault.addFile', { kind, label, note }),
      (answer) => void take(answer),
    );
  const fileOnly = kind === 'file';
  const ready = label.trim() !== '' && text !== '';
  const lines = LINES[kind];

  return (
    <Screen
      place={say('keys.title')}
      title={say('keys.add.title')}
      windowTitle={say('app.window', { place: say('keys.add.title') })}
      status={!fileOnly && !ready && <p>{say('keys.add.missing')}</p>}
      actions={
        <>
          <Action onPress={() => go({ at: 'keys' })}>{say('keys.back')}</Action>
          {!fileOnly && (
            <Action icon={FolderOpen} disabled={adding.busy} onPress={fromFile}>
              {say(kind === 'dev-master-key' ? 'keys.add.from-env' : 'keys.add.from-file')}
            </Action>
          )}
          {fileOnly ? (
            <Action kind="primary" icon={FolderOpen} busy={adding.busy} onPress={fromFile}>
              {say('keys.add.choose-file')}
            </Action>
          ) : (
            <Action kind="primary" form="add-key" busy={adding.busy} disabled={!ready}>
              {say('keys.add.do')}
            </Action>
          )}
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Form
        id="add-key"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !fileOnly) keep();
        }}
      >
        <div className="field">
          <label className="field-label" htmlFor="add-key-kind">
            {say('keys.add.kind')}
          </label>
          <select
            id="add-key-kind"
            className="input select"
            value={kind}
            onChange={({ target }) => {
              const next = KINDS.find((one) => one === target.value);
              if (next === undefined) return;
              setKind(next);
              setFailure(null);
            }}
          >
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {say(`keys.kind.${one}`)}
              </option>
            ))}
          </select>
          <span className="field-help">{say(`keys.kind.${kind}.help`)}</span>
        </div>
        <TextField className="field" value={label} onChange={setLabel} autoComplete="off" spellCheck="false">
          <Label className="field-label">{say('keys.label')}</Label>
          <Input className="input" maxLength={200} />
          <Text slot="description" className="field-help">
            {say(fileOnly ? 'keys.label.help-file' : 'keys.label.help')}
          </Text>
        </TextField>
        {!fileOnly && (
          <SecretField
            key={kind}
            label={say(`keys.kind.${kind}`)}
            value={text}
            onChange={(next) => {
              setText(next);
              setFailure(null);
            }}
            {...(lines === undefined ? {} : { lines })}
            description={say('keys.add.stays')}
            disabled={adding.busy}
          />
        )}
        <NoteField value={note} onChange={setNote} />
      </Form>
    </Screen>
  );
}

/** Remarks on a secret, which are sealed with it. */
export function NoteField({ value, onChange }: { value: string; onChange: (note: string) => void }) {
  const say = useSay();
  return (
    <TextField className="field" value={value} onChange={onChange} spellCheck="false">
      <Label className="field-label">{say('keys.note')}</Label>
      <TextArea className="input" rows={2} maxLength={4000} />
      <Text slot="description" className="field-help">
        {say('keys.note.help')}
      </Text>
    </TextField>
  );
}
