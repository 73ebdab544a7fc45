import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Action } from './Action';

interface ConfirmProps {
  open: boolean;
  title: string;
  children: ReactNode;
  /** Words of the button that does it, and of the one that does not. */
  doIt: string;
  leaveIt: string;
  /** A third answer, between the two: it ends what is going on, and loses nothing. */
  milder?: { words: string; onDo: () => void } | undefined;
  busy?: boolean;
  onDo: () => void;
  onLeave: () => void;
}

/** Asks before something is lost. The focus is on leaving things as they are. */
export function Confirm({ open, title, children, doIt, leaveIt, milder, busy, onDo, onLeave }: ConfirmProps) {
  return (
    <ModalOverlay className="veil" isOpen={open} onOpenChange={(next) => !next && onLeave()}>
      <Modal className="dialog-frame">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" className="dialog-title">
            {title}
          </Heading>
          <div className="dialog-body">{children}</div>
          <div className="dialog-actions">
            <Action onPress={onLeave} focused>
              {leaveIt}
            </Action>
            {milder !== undefined && <Action onPress={milder.onDo}>{milder.words}</Action>}
            <Action kind="grave" onPress={onDo} busy={busy ?? false}>
              {doIt}
            </Action>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
