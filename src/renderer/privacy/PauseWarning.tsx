import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Action } from '../base/controls/Action';
import { useSay } from '../base/speech';
import { usePrivacy } from './privacy-store';
import { useCountdown } from './use-countdown';

/**
 * A minute before a recovery is covered: says so, for someone who only thinks. Any touch of the machine ends it as
 * well.
 */
export function PauseWarning() {
  const { warning, warn } = usePrivacy();
  return warning === null ? null : <Warning seconds={warning} onStay={() => warn(null)} />;
}

function Warning({ seconds, onStay }: { seconds: number; onStay: () => void }) {
  const say = useSay();
  const left = useCountdown(seconds);
  return (
    <ModalOverlay className="veil" isOpen onOpenChange={(open) => !open && onStay()}>
      <Modal className="dialog-frame">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" className="dialog-title">
            {say('privacy.warning.title')}
          </Heading>
          <div className="dialog-body">
            <p role="timer">{say('privacy.warning.text', { seconds: left })}</p>
          </div>
          <div className="dialog-actions">
            <Action kind="primary" onPress={onStay} focused>
              {say('privacy.warning.do')}
            </Action>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
