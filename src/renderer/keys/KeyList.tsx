import { ChevronRight, LockKeyhole, ShieldCheck, TriangleAlert, Vault } from 'lucide-react';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { formatAge } from '../../shared/format/age';
import { formatMoment } from '../../shared/format/dates';
import { ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { EmptyState } from '../base/controls/EmptyState';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { type EscrowOf, useEscrow } from '../escrow/register/escrow-of';
import { KIND_ICONS } from '../vault/secret-kinds';
import { type KeyInVault, useVault } from '../vault/vault-store';

/** Every key by its fingerprint: what it opens, whether it is in escrow, and when it was last proven. */
export function KeyList() {
  const say = useSay();
  const { go } = useNavigation();
  const entries = useVault((vault) => vault.entries);
  const [now] = useState(() => Date.now());
  const none = entries.length === 0;
  const escrowOf = useEscrow();
  const alone = entries.filter((entry) => escrowOf(entry) === null).length;

  return (
    <Screen
      title={say('keys.title')}
      windowTitle={say('app.window', { place: say('keys.title') })}
      lead={<p>{say('keys.lead')}</p>}
      tools={
        <Action kind="quiet" icon={LockKeyhole} onPress={() => void ask('vault.lock', {})}>
          {say('keys.lock')}
        </Action>
      }
      status={<p>{say('keys.count', { count: entries.length })}</p>}
      actions={
        <Action kind="primary" onPress={() => go({ at: 'add-key' })}>
          {say('keys.add')}
        </Action>
      }
    >
      {alone > 0 && (
        <Notice
          tone="warning"
          title={say('keys.alone.title', { count: alone })}
          actions={<Action onPress={() => go({ at: 'escrow' })}>{say('keys.alone.split')}</Action>}
        >
          <p>{say('keys.alone.text')}</p>
        </Notice>
      )}
      {none ? (
        <EmptyState
          icon={Vault}
          title={say('keys.none.title')}
          text={say('keys.none.text')}
          points={[say('keys.none.kinds'), say('keys.none.older'), say('keys.none.chosen')]}
        >
          <Action onPress={() => go({ at: 'recovery', use: null })}>{say('recover.have-cards')}</Action>
        </EmptyState>
      ) : (
        <ul className="keys">
          {entries.map((entry) => (
            <li key={entry.id}>
              <KeyRow entry={entry} escrow={escrowOf(entry)} now={now} />
            </li>
          ))}
        </ul>
      )}
    </Screen>
  );
}

function KeyRow({ entry, escrow, now }: { entry: KeyInVault; escrow: EscrowOf | null; now: number }) {
  const say = useSay();
  const { go } = useNavigation();
  const Icon = KIND_ICONS[entry.kind];
  const mayLose = escrow?.mayLose ?? null;
  const endangered = escrow === null || (mayLose !== null && mayLose < 1);
  const Escrow = endangered ? TriangleAlert : ShieldCheck;
  const opens = [...new Set([...entry.sites, ...entry.opens.map(({ what }) => what)])];
  return (
    <Button className="key-row" onPress={() => go({ at: 'key', id: entry.id })}>
      <Icon size={16} className="key-row-sign" />
      <span className="key-row-name">
        <span className="key-row-label">
          <Data title={entry.label}>{entry.label}</Data>
        </span>
        <span className="key-row-more">
          {opens.length === 0 ? (
            say(`keys.kind.${entry.kind}`)
          ) : (
            <Data title={opens.join(', ')}>{opens.join(', ')}</Data>
          )}
        </span>
      </span>
      <Code>{entry.fingerprint}</Code>
      <span className="key-row-state">
        <span className={endangered ? 'key-row-escrow key-row-alone' : 'key-row-escrow'}>
          <Escrow size={14} />
          <span>
            {escrow === null
              ? say('keys.escrow.none')
              : mayLose === null
                ? say('keys.escrow.in')
                : say('keys.escrow.losses', { count: Math.max(-1, mayLose) })}
          </span>
        </span>
        <span className="key-row-more">
          {entry.lastOpened === null ? (
            say('keys.opened.never')
          ) : (
            <>
              {say('keys.opened.last')}{' '}
              <Data title={formatMoment(entry.lastOpened)}>{formatAge(entry.lastOpened, now)}</Data>
            </>
          )}
        </span>
      </span>
      <ChevronRight size={16} className="key-row-go" />
    </Button>
  );
}
