import { CircleCheck, FolderOpen, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatSize } from '../../shared/format/size';
import { explain } from '../../shared/messages/catalogue';
import type { Progress } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code } from '../base/controls/Data';
import { FailureFacts } from '../base/controls/FailureNotice';
import { useSay } from '../base/speech';
import { percentOf } from '../running/percent';
import { WholeProgress } from '../running/WholeProgress';
import type { Place, TakenOut, TakingOut } from './use-take-out';

/** What happens while entries are taken out: a question, the progress, and the result. */
export function TakeOutDialog({ takingOut }: { takingOut: TakingOut }) {
  const { state, close } = takingOut;
  const open = state.at !== 'idle' && state.at !== 'choosing';
  return (
    // What runs is stopped by its own button alone.
    <ModalOverlay
      className="veil"
      isOpen={open}
      isKeyboardDismissDisabled={state.at === 'running'}
      onOpenChange={(next) => !next && close()}
    >
      <Modal className="dialog-frame browse-dialog-frame">
        <Dialog className="dialog" role={state.at === 'done' || state.at === 'running' ? 'dialog' : 'alertdialog'}>
          <Present takingOut={takingOut} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Present({ takingOut }: { takingOut: TakingOut }) {
  const say = useSay();
  const { state, close } = takingOut;
  switch (state.at) {
    case 'idle':
    case 'choosing':
      return null;
    case 'standing':
      return <Standing takingOut={takingOut} place={state.place} chosen={state.entries.length} />;
    case 'running':
      return (
        <Running place={state.place} progress={state.progress} stopping={state.stopping} onStop={takingOut.stop} />
      );
    case 'done':
      return <Done place={state.place} result={state.result} takingOut={takingOut} />;
    case 'failed':
      return (
        <OutcomeDialog
          title={explain(say, state.failure).title}
          actions={<Action onPress={close}>{say('browse.out.close')}</Action>}
        >
          <FailureFacts failure={state.failure} />
        </OutcomeDialog>
      );
  }
}

function OutcomeDialog({ title, children, actions }: { title: ReactNode; children: ReactNode; actions: ReactNode }) {
  return (
    <>
      <Heading slot="title" className="dialog-title">
        {title}
      </Heading>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">{actions}</div>
    </>
  );
}

function Standing({ takingOut, place, chosen }: { takingOut: TakingOut; place: Place; chosen: number }) {
  const say = useSay();
  const one = place.kind === 'file';
  return (
    <OutcomeDialog
      title={say(one ? 'browse.out.standing-file' : 'browse.out.standing', { count: place.standing })}
      actions={
        <>
          <Action onPress={takingOut.close} focused>
            {say('browse.out.cancel')}
          </Action>
          {!one && place.standing < chosen && (
            <Action onPress={() => void takingOut.goOn(false)}>
              {say('browse.out.leave-them', { count: place.standing })}
            </Action>
          )}
          <Action kind="grave" onPress={() => void takingOut.goOn(true)}>
            {say('browse.out.replace-them', { count: place.standing })}
          </Action>
        </>
      }
    >
      <p>
        <Code breaks>{place.path}</Code>
      </p>
      <p>{say('browse.out.standing-text')}</p>
    </OutcomeDialog>
  );
}

function Running({
  place,
  progress,
  stopping,
  onStop,
}: {
  place: Place;
  progress: Progress | null;
  stopping: boolean;
  onStop: () => void;
}) {
  const say = useSay();
  const percent = percentOf(
    progress === null || progress.total === null || progress.total === 0 ? 0 : progress.done / progress.total,
  );
  return (
    <OutcomeDialog
      title={say('browse.out.running')}
      actions={
        <Action onPress={onStop} busy={stopping}>
          {say('browse.out.stop')}
        </Action>
      }
    >
      <p>
        <Code breaks>{place.path}</Code>
      </p>
      <WholeProgress label={say('browse.out.progress')} percent={percent} paused={false} />
    </OutcomeDialog>
  );
}

function Done({ place, result, takingOut }: { place: Place; result: TakenOut; takingOut: TakingOut }) {
  const say = useSay();
  const { written, bytes, files, failed, failures, stopped } = result;
  const whole = failed === 0;
  const Icon = whole ? CircleCheck : TriangleAlert;
  const renamed = files.filter((file) => file.renamed !== null && place.kind === 'folder');
  return (
    <OutcomeDialog
      title={
        <span className={whole ? 'browse-outcome browse-outcome-good' : 'browse-outcome browse-outcome-warning'}>
          <Icon size={20} />
          {say('browse.out.written', { count: written, size: formatSize(bytes) })}
        </span>
      }
      actions={
        <>
          <Action onPress={takingOut.close}>{say('browse.out.close')}</Action>
          {written > 0 && (
            <Action kind="primary" icon={FolderOpen} onPress={takingOut.showInFolder} focused>
              {say('app.result.show')}
            </Action>
          )}
        </>
      }
    >
      <p>
        <Code breaks>{place.path}</Code>
      </p>
      {written > 0 && <p>{say('browse.out.unencrypted')}</p>}
      {place.kind === 'folder' && written > 0 && (
        <Names
          title={say('browse.out.files')}
          names={files.map(({ name, renamed: now }) => now ?? name)}
          more={written - files.length}
        />
      )}
      {renamed.length > 0 && (
        <section className="browse-out-part">
          <h3>{say('browse.out.renamed', { count: renamed.length })}</h3>
          <ul className="browse-out-list">
            {renamed.map(({ name, renamed: now }) => (
              <li key={now}>
                <Code breaks>{name}</Code> → <Code breaks>{now}</Code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {failed > 0 && (
        <section className="browse-out-part">
          <h3>{say('browse.out.failed', { count: failed })}</h3>
          <ul className="browse-out-list">
            {failures.map(({ name, failure }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- entries may share a name
              <li key={index}>
                <Code breaks>{name}</Code>
                <span className="browse-muted">{explain(say, failure).happened}</span>
              </li>
            ))}
          </ul>
          {failed > failures.length && (
            <p className="browse-muted">{say('browse.out.more', { count: failed - failures.length })}</p>
          )}
          {stopped && <p>{say('browse.out.stopped')}</p>}
        </section>
      )}
    </OutcomeDialog>
  );
}

function Names({ title, names, more }: { title: string; names: readonly string[]; more: number }) {
  const say = useSay();
  return (
    <section className="browse-out-part">
      <h3>{title}</h3>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <ul className="browse-out-list" tabIndex={0} aria-label={title}>
        {names.map((name, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- entries may share a name
          <li key={index}>
            <Code breaks>{name}</Code>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="browse-muted">{say('browse.out.more', { count: more })}</p>}
    </section>
  );
}
