import { useState } from 'react';
import type { CardView } from '../../../shared/ipc/card-calls';
import type { GivenCard } from '../../../shared/ipc/recovery-calls';
import { ask, type Failure } from '../../base/client';
import { useTask } from '../../base/use-task';
import { useRecovery } from '../recovery-store';

type Vendor = Extract<GivenCard, { kind: 'break-glass' }> & { card: CardView };

/** What custodians do to bring a secret back, and how far the present card is. */
export function useCardEntry() {
  const take = useRecovery((recovery) => recovery.take);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [vendor, setVendor] = useState<Vendor | null>(null);
  const [veiled, setVeiled] = useState(false);
  /** A new field for each card, so that it holds nothing of the card before. */
  const [turn, setTurn] = useState(0);
  const working = useTask();

  const give = (card: CardView, requested: string | null = null, early = false) =>
    void working.start(
      () => ask('recovery.give', { card: card.token, requested, early }),
      (answer) => {
        if (!answer.ok) {
          setFailure(answer.error);
          setVendor(null);
          void ask('cards.forget', { card: card.token });
          setTurn(turn + 1);
          return;
        }
        setFailure(null);
        if (answer.value.kind === 'break-glass') return setVendor({ ...answer.value, card });
        setVendor(null);
        setTurn(turn + 1);
        take({ ok: true, value: answer.value.view });
        setVeiled(answer.value.view.lacks === 'card');
      },
    );
  const refuseVendor = () => {
    if (vendor !== null) void ask('cards.forget', { card: vendor.card.token });
    setVendor(null);
    setTurn(turn + 1);
  };
  const takeBack = (place: number) =>
    void working.start(
      () => ask('recovery.takeBack', { place }),
      (answer) => {
        setFailure(null);
        take(answer);
      },
    );
  const chooseFile = () =>
    void working.start(
      () => ask('recovery.chooseEscrowFile', {}),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) take({ ok: true, value: answer.value });
      },
    );
  const run = () =>
    void working.start(
      () => ask('recovery.run', {}),
      (answer) => (answer.ok ? take(answer) : setFailure(answer.error)),
    );

  return {
    busy: working.busy,
    failure,
    vendor,
    veiled,
    unveil: () => setVeiled(false),
    turn,
    give,
    refuseVendor,
    takeBack,
    chooseFile,
    run,
  };
}
