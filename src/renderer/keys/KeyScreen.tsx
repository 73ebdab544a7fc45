import { Split } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Form, Input, Label, TextField } from 'react-aria-components';
import { lossWords } from '../../shared/escrow/words';
import { formatMoment } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useBeginCeremony } from '../escrow/ceremony/use-ceremony';
import { type EscrowOf, useEscrow } from '../escrow/register/escrow-of';
import { useServers } from '../servers/server-store';
import { type KeyInVault, useVault } from '../vault/vault-store';
import { NoteField } from './AddKeyScreen';
import { SecretSection } from './SecretSection';
import './keys.css';

declare module '../base/navigation' {
  interface Routes {
    key: { id: string };
  }
}

/** One secret of the vault: its facts, and the deliberate ways to take it out. */
export function KeyScreen({ id }: { id: string }) {
  const { go } = useNavigation();
  const { entries, status } = useVault();
  const entry = entries.find((one) => one.id === id);
  const escrowOf = useEscrow();
  const lost = entry === undefined && status !== null;

  useEffect(() => {
    if (lost) go({ at: 'keys' });
  }, [lost, go]);

  return entry === undefined ? null : <KeyDetails entry={entry} escrow={escrowOf(entry)} />;
}

function KeyDetails({ entry, escrow }: { entry: KeyInVault; escrow: EscrowOf | null }) {
  const say = useSay();
  const { go } = useNavigation();
  const load = useVault((vault) => vault.load);
  const [label, setLabel] = useState(entry.label);
  const [note, setNote] = useState(entry.note);
  const [removing, setRemoving] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const working = useTask();
  const beginCeremony = useBeginCeremony();
  const changed = label !== entry.label || note !== entry.note;

  const save = () =>
    void working.start(
      () => ask('vault.change', { id: entry.id, label, note }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        void load();
      },
    );
  const remove = () =>
    void working.start(
      () => ask('vault.remove', { id: entry.id }),
      (answer) => {
        setRemoving(false);
        if (!answer.ok) return setFailure(answer.error);
        go({ at: 'keys' });
        void load();
      },
    );

  return (
    <Screen
      place={say('keys.title')}
      title={<Data>{entry.label}</Data>}
      windowTitle={say('app.window', { place: entry.label })}
      tools={
        escrow === null && (
          <Action kind="quiet" icon={Split} onPress={() => beginCeremony([entry.id], null)}>
            {say('ceremony.escrow-this')}
          </Action>
        )
      }
      status={escrow === null && <p>{say('keys.alone.short')}</p>}
      actions={
        <>
          <Action onPress={() => go({ at: 'keys' })}>{say('keys.back')}</Action>
          <Action kind="grave" onPress={() => setRemoving(true)}>
            {say('keys.remove')}
          </Action>
          <Action
            kind="primary"
            form="change-key"
            disabled={!changed || label.trim() === ''}
            busy={working.busy && !removing}
          >
            {say('keys.save')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <Belongs entry={entry} />
      <EntryFacts entry={entry} escrow={escrow} />
      <SecretSection id={entry.id} kind={entry.kind} />
      <Form
        id="change-key"
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && label.trim() !== '') save();
        }}
      >
        <h2 className="section-title">{say('keys.about')}</h2>
        <TextField className="field" value={label} onChange={setLabel} autoComplete="off" spellCheck="false">
          <Label className="field-label">{say('keys.label')}</Label>
          <Input className="input" maxLength={200} />
        </TextField>
        <NoteField value={note} onChange={setNote} />
      </Form>
      <Confirm
        open={removing}
        title={say('keys.remove.title', { label: entry.label })}
        doIt={say('keys.remove.do')}
        leaveIt={say('keys.remove.leave')}
        busy={working.busy}
        onDo={remove}
        onLeave={() => setRemoving(false)}
      >
        <p>{say(escrow === null ? 'keys.remove.alone' : 'keys.remove.escrowed')}</p>
        <p>{say('keys.remove.predecessor')}</p>
      </Confirm>
    </Screen>
  );
}

/** Whether a site's key belongs to a server that is connected here: shown at once, while its original is at hand. */
function Belongs({ entry: { kind, sites, lastOpened } }: { entry: KeyInVault }) {
  const say = useSay();
  const own = useServers(({ servers }) => servers?.some(({ pinned }) => pinned !== null) ?? false);
  if (kind !== 'site-key' || sites.length > 0 || !own || lastOpened !== null) return null;
  return (
    <Notice tone="warning" title={say('keys.foreign.title')}>
      <p>{say('keys.foreign.text')}</p>
    </Notice>
  );
}

function EntryFacts({ entry, escrow }: { entry: KeyInVault; escrow: EscrowOf | null }) {
  const say = useSay();
  const opens = [...new Set([...entry.sites, ...entry.opens.map(({ what }) => what)])];
  return (
    <Facts>
      <Fact name={say('keys.fact.kind')}>{say(`keys.kind.${entry.kind}`)}</Fact>
      <Fact name={say(entry.kind === 'site-key' ? 'keys.fact.fingerprint' : 'keys.fact.mark')}>
        <Code>{entry.fingerprint}</Code>
      </Fact>
      <Fact name={say('keys.fact.opens')}>
        {opens.length === 0 ? say('keys.fact.opens-nothing') : <Data>{opens.join(', ')}</Data>}
      </Fact>
      <Fact name={say('keys.fact.last-opened')}>
        {entry.lastOpened === null ? say('keys.opened.never') : <Data>{formatMoment(entry.lastOpened)}</Data>}
      </Fact>
      <Fact name={say('keys.fact.escrow')}>
        {escrow === null ? (
          say('keys.escrow.none')
        ) : (
          <>
            {say('keys.escrow.in')} {escrow.set !== null && <Code>{escrow.set.name}</Code>}
            {escrow.set !== null && <p>{lossWords(say, escrow.set.standing)}</p>}
          </>
        )}
      </Fact>
      <Fact name={say('keys.fact.added')}>
        <Data>{formatMoment(entry.added)}</Data>
      </Fact>
      {entry.kind === 'file' && (
        <Fact name={say('keys.fact.size')}>
          <Data>{formatSize(entry.bytes)}</Data>
        </Fact>
      )}
    </Facts>
  );
}
