import { Camera, FolderOpen } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { Checkbox, Label, Text, TextArea, TextField } from 'react-aria-components';
import { readTyping } from '../../../core/custody/share/typing';
import type { Outcome } from '../../../core/errors';
import type { CardView, ChosenCard } from '../../../shared/ipc/card-calls';
import { ask, type Failure } from '../../base/client';
import { Action } from '../../base/controls/Action';
import { FailureNotice } from '../../base/controls/FailureNotice';
import { Notice } from '../../base/controls/Notice';
import { TickMark } from '../../base/controls/TickMark';
import { useSay } from '../../base/speech';
import { useTask } from '../../base/use-task';
import { Scanner } from '../scan/Scanner';
import { Correction } from './Correction';
import { codeIn } from './picture-code';
import { SealedCard } from './SealedCard';
import { TypedRows } from './TypedRows';
import './share-entry.css';

interface ShareEntryProps {
  /** The card that was taken; null while there is none. */
  card: CardView | null;
  onCard: (card: CardView | null) => void;
  /** Typed signs are hidden at first, as where another custodian sits beside. */
  hidden?: boolean;
  /**
   * The sealed rows are wanted too, so a typed share alone is not taken before a person says that there is no more.
   */
  sealedToo?: boolean;
}

/**
 * Takes one custodian's card: typed, with every row checked as it comes, by the camera, from a file or a picture. As
 * soon as it is right it goes to the main process, and nothing of it stays in the window.
 */
export function ShareEntry({ card, onCard, hidden = false, sealedToo = false }: ShareEntryProps) {
  const say = useSay();
  const [text, setText] = useState('');
  const [shown, setShown] = useState(!hidden);
  const [scanning, setScanning] = useState(false);
  const [sealed, setSealed] = useState<Extract<ChosenCard, { kind: 'sealed' }> | null>(null);
  const [file, setFile] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const taking = useTask();
  const typing = useMemo(() => readTyping(text), [text]);
  const rowsId = useId();

  const took = (taken: CardView, from: string | null) => {
    setText('');
    setSealed(null);
    setScanning(false);
    setFailure(null);
    setFile(from);
    onCard(taken);
  };
  const hold = (card: string) =>
    void taking.start(
      () => ask('cards.hold', { text: card }),
      (answer) => (answer.ok ? took(answer.value, null) : setFailure(answer.error)),
    );
  const type = (next: string) => {
    setText(next);
    setFailure(null);
    const { verdict, card: typed } = readTyping(next);
    if (verdict === 'right' && !(sealedToo && typed?.sealed === null)) hold(next);
  };
  const choose = () =>
    void taking.start(chooseCard, (answer) => {
      setFailure(answer.ok ? null : answer.error);
      if (!answer.ok || answer.value === null) return;
      if (answer.value.kind === 'card') took(answer.value.card, answer.value.file);
      else setSealed(answer.value);
    });
  const again = () => {
    if (card !== null) void ask('cards.forget', { card: card.token });
    setFile(null);
    onCard(null);
  };

  if (card !== null) {
    return (
      <Notice
        tone="good"
        title={say('escrow.check-in.ready', { share: card.index, count: card.count, set: card.name })}
        actions={<Action onPress={again}>{say('escrow.entry.other')}</Action>}
      >
        {file !== null && <p>{say('escrow.entry.held', { file })}</p>}
      </Notice>
    );
  }
  if (sealed !== null)
    return <SealedCard sealed={sealed} onCard={(taken) => took(taken, sealed.file)} onLeave={() => setSealed(null)} />;

  if (scanning) {
    return (
      <div className="share-entry">
        <Scanner onCode={hold} onLeave={() => setScanning(false)} />
        {failure !== null && <FailureNotice failure={failure} />}
      </div>
    );
  }

  return (
    <div className="share-entry">
      <TextField
        className="field"
        value={text}
        onChange={type}
        isDisabled={taking.busy}
        autoComplete="off"
        spellCheck="false"
        aria-describedby={rowsId}
      >
        <Label className="field-label">{say('escrow.entry.label')}</Label>
        <TextArea className={`input code share-text${shown ? '' : ' masked'}`} rows={4} maxLength={20_000} />
        <Text slot="description" className="field-help">
          {say('escrow.entry.help')}
        </Text>
      </TextField>
      <div className="share-entry-tools">
        <Action
          icon={Camera}
          disabled={taking.busy}
          onPress={() => {
            setFailure(null);
            setScanning(true);
          }}
        >
          {say('scan.do')}
        </Action>
        <Action icon={FolderOpen} busy={taking.busy} onPress={choose}>
          {say('escrow.entry.from-file')}
        </Action>
        <Checkbox className="tick" isSelected={shown} onChange={setShown}>
          <TickMark />
          <span>{say('escrow.entry.show')}</span>
        </Checkbox>
      </div>
      <div id={rowsId}>{typing.rows.length > 0 && <TypedRows rows={typing.rows} shown={shown} />}</div>
      {sealedToo && typing.verdict === 'right' && typing.card?.sealed === null && (
        <Notice
          tone="good"
          title={say('escrow.entry.alone.title')}
          actions={<Action onPress={() => hold(text)}>{say('escrow.entry.alone.do')}</Action>}
        >
          <p>{say('escrow.entry.alone.text')}</p>
        </Notice>
      )}
      {typing.correction !== null && (
        <Correction key={typing.correction.text} correction={typing.correction} onTake={type} />
      )}
      {failure !== null && <FailureNotice failure={failure} />}
      {failure === null && typing.failure !== null && typing.correction === null && isWorthSaying(typing.failure) && (
        <FailureNotice failure={typing.failure} />
      )}
    </div>
  );
}

/** A card from a file; in a picture, its code is looked for here. */
async function chooseCard(): Promise<Outcome<Exclude<ChosenCard, { kind: 'picture' }> | null>> {
  const chosen = await ask('cards.choose', {});
  if (!chosen.ok) return chosen;
  if (chosen.value?.kind !== 'picture') return { ok: true, value: chosen.value };
  const { file } = chosen.value;
  const code = await codeIn(chosen.value);
  if (code === null) return { ok: false, error: { code: 'qr-not-found', params: {} } };
  const held = await ask('cards.hold', { text: code });
  return held.ok ? { ok: true, value: { kind: 'card', card: held.value, file } } : held;
}

/** While it is typed, a row that is wrong is marked in its place; only what no row can show needs a notice. */
function isWorthSaying({ code }: Failure): boolean {
  return code !== 'share-wrong' && code !== 'share-cut-short';
}
