import type { ReactNode } from 'react';
import { explain } from '../../../shared/messages/catalogue';
import type { Failure } from '../client';
import { useSay } from '../speech';
import { Notice } from './Notice';

/** What went wrong must not stay below the fold. */
function bringIntoSight(notice: HTMLElement | null) {
  notice?.scrollIntoView({ block: 'nearest' });
}

/** One failure within a screen: what happened, what is safe, what to do next, and its code in small. */
export function FailureNotice({ failure, actions }: { failure: Failure; actions?: ReactNode }) {
  const say = useSay();
  const { title } = explain(say, failure);
  return (
    <div ref={bringIntoSight} className="failure-notice">
      <Notice tone="stop" title={title} actions={actions} urgent>
        <FailureFacts failure={failure} />
      </Notice>
    </div>
  );
}

/** The three sentences of a failure, each under its own label. */
export function FailureFacts({ failure }: { failure: Failure }) {
  const say = useSay();
  const { happened, safe, next } = explain(say, failure);
  return (
    <dl className="failure-facts">
      <dt>{say('app.failure.happened')}</dt>
      <dd>{happened}</dd>
      <dt>{say('app.failure.safe')}</dt>
      <dd>{safe}</dd>
      <dt>{say('app.failure.next')}</dt>
      <dd>{next}</dd>
      <dt className="failure-code">{say('app.failure.code')}</dt>
      <dd className="failure-code">
        <span className="code" translate="no">
          {failure.code}
        </span>
      </dd>
    </dl>
  );
}
