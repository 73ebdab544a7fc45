import { Component, type ReactNode } from 'react';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { useSay } from '../base/speech';

/** Catches a mistake of ours while a screen is drawn, so that the window never just goes blank. */
export class MishapBoundary extends Component<{ children: ReactNode }, { detail: string | null }> {
  override state = { detail: null };

  static getDerivedStateFromError(error: unknown) {
    return { detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }

  override render() {
    return this.state.detail === null ? this.props.children : <Mishap detail={this.state.detail} />;
  }
}

function Mishap({ detail }: { detail: string }) {
  const say = useSay();
  return (
    <main className="window-waiting">
      <h1 className="screen-title">{say('app.mishap.title')}</h1>
      <FailureNotice
        failure={{ code: 'unexpected', params: { detail } }}
        actions={<Action onPress={() => window.location.reload()}>{say('app.mishap.reload')}</Action>}
      />
    </main>
  );
}
