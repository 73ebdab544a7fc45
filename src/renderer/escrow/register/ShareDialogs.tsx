import { useState } from 'react';
import { Dialog, Form, Heading, Input, Label, Modal, ModalOverlay, TextField } from 'react-aria-components';
import { dayKey } from '../../../shared/format/dates';
import type { SetView, ShareView } from '../../../shared/ipc/register-calls';
import { Action } from '../../base/controls/Action';
import { Confirm } from '../../base/controls/Confirm';
import { useSay } from '../../base/speech';

interface Asked {
  open: boolean;
  share: ShareView;
  busy: boolean;
  onLeave: () => void;
}

/** A share is lost: says what that means for the key, before it is recorded. */
export function LostDialog({ open, set, share, busy, onLeave, onDo }: Asked & { set: SetView; onDo: () => void }) {
  const say = useSay();
  const left = set.standing.mayLose - (share.status === 'held' ? 1 : 0);
  return (
    <Confirm
      open={open}
      title={say('escrow.share.lost.title', { share: share.index })}
      doIt={say('escrow.share.lost.do')}
      leaveIt={say('escrow.leave-it')}
      busy={busy}
      onDo={onDo}
      onLeave={onLeave}
    >
      <p>{say(left >= 0 ? 'escrow.share.lost.text.some' : 'escrow.share.lost.text.none')}</p>
      <p>{say('escrow.share.lost.back', { custodian: share.custodian.name })}</p>
    </Confirm>
  );
}

/** The same custodian keeps the share at another place. */
export function MoveDialog({ open, share, busy, onLeave, onDo }: Asked & { onDo: (place: string) => void }) {
  const say = useSay();
  const [place, setPlace] = useState(share.place);
  return (
    <AskDialog
      open={open}
      title={say('escrow.share.moved.title', { share: share.index })}
      text={say('escrow.share.moved.text', { custodian: share.custodian.name })}
      doIt={say('escrow.share.acknowledge.do')}
      busy={busy}
      ready={place.trim() !== '' && place.trim() !== share.place}
      onLeave={onLeave}
      onDo={() => onDo(place.trim())}
    >
      <TextField className="field" value={place} onChange={setPlace}>
        <Label className="field-label">{say('escrow.hand-over.place')}</Label>
        <Input className="input" maxLength={300} />
      </TextField>
    </AskDialog>
  );
}

/** On which day the custodian signed the form. */
export function SignDialog({ open, share, busy, onLeave, onDo }: Asked & { onDo: (on: string) => void }) {
  const say = useSay();
  const [on, setOn] = useState(() => dayKey(new Date().toISOString()));
  return (
    <AskDialog
      open={open}
      title={say('escrow.share.acknowledge.title', { custodian: share.custodian.name })}
      text={say('escrow.share.acknowledge.text')}
      doIt={say('escrow.share.acknowledge.do')}
      busy={busy}
      ready={on !== ''}
      onLeave={onLeave}
      onDo={() => onDo(on)}
    >
      <Day value={on} onChange={setOn} />
    </AskDialog>
  );
}

/** Who attests that a share was destroyed, and on which day. */
export function DestroyDialog({
  open,
  share,
  busy,
  onLeave,
  onDo,
}: Asked & { onDo: (by: string, on: string) => void }) {
  const say = useSay();
  const [by, setBy] = useState(share.custodian.name);
  const [on, setOn] = useState(() => dayKey(new Date().toISOString()));
  return (
    <AskDialog
      open={open}
      title={say('escrow.share.destroy.title', { share: share.index })}
      text={say('escrow.share.destroy.text')}
      doIt={say('escrow.share.destroy.do')}
      busy={busy}
      ready={on !== '' && by.trim() !== ''}
      onLeave={onLeave}
      onDo={() => onDo(by.trim(), on)}
    >
      <TextField className="field" value={by} onChange={setBy}>
        <Label className="field-label">{say('escrow.share.destroy.by')}</Label>
        <Input className="input" maxLength={200} />
      </TextField>
      <Day value={on} onChange={setOn} />
    </AskDialog>
  );
}

function Day({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  const say = useSay();
  return (
    <TextField className="field" value={value} onChange={onChange} type="date">
      <Label className="field-label">{say('escrow.share.day')}</Label>
      <Input className="input" max="9999-12-31" />
    </TextField>
  );
}

interface AskDialogProps {
  open: boolean;
  title: string;
  text: string;
  doIt: string;
  busy: boolean;
  ready: boolean;
  onLeave: () => void;
  onDo: () => void;
  children: React.ReactNode;
}

/** A small form over the screen, for what takes a line or two. */
function AskDialog({ open, title, text, doIt, busy, ready, onLeave, onDo, children }: AskDialogProps) {
  const say = useSay();
  return (
    <ModalOverlay className="veil" isOpen={open} onOpenChange={(next) => !next && onLeave()}>
      <Modal className="dialog-frame">
        <Dialog className="dialog">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <Form
            className="dialog-body"
            onSubmit={(event) => {
              event.preventDefault();
              if (ready) onDo();
            }}
          >
            <p>{text}</p>
            {children}
            <div className="dialog-actions">
              <Action onPress={onLeave}>{say('escrow.leave-it')}</Action>
              <Action kind="primary" busy={busy} disabled={!ready} onPress={onDo}>
                {doIt}
              </Action>
            </div>
          </Form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
