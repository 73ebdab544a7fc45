import { useState } from 'react';
import type { Outcome } from '../../../core/errors';
import type { CallInput, CallOutput } from '../../../shared/ipc/contract';
import { ask, type Failure } from '../../base/client';
import { useTask } from '../../base/use-task';
import { useKeys } from '../../jobs/key-store';
import { useRecovery } from '../recovery-store';

type Form = CallInput<'recovery.show'>['form'];
type Env = NonNullable<CallOutput<'recovery.chooseEnv'>>;
type Result =
  | { what: 'copied'; seconds: number }
  | { what: 'saved'; path: string }
  | { what: 'held' }
  | { what: 'written'; path: string; copy: string };

/** The ways that a secret which came back can go, and the result of the last one. @param secret its index */
export function useSecretWays(secret: number) {
  const hold = useKeys((keys) => keys.hold);
  const load = useRecovery((recovery) => recovery.load);
  const [shown, setShown] = useState<{ text: string; form: Form } | null>(null);
  /** The .env file that was chosen, until a person has confirmed that it is changed. */
  const [env, setEnv] = useState<Env | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const working = useTask();

  /** Does one of them. @param onDone returns the result to show, or null */
  const go = <Value>(work: () => Promise<Outcome<Value>>, onDone: (value: Value) => Result | null) => {
    setResult(null);
    setFailure(null);
    void working.start(work, (answer) => {
      setEnv(null);
      if (!answer.ok) return setFailure(answer.error);
      setResult(onDone(answer.value));
      void load();
    });
  };

  return {
    busy: working.busy,
    shown,
    hide: () => setShown(null),
    env,
    leaveEnv: () => setEnv(null),
    result,
    failure,
    show: (form: Form) =>
      go(
        () => ask('recovery.show', { secret, form }),
        ({ text }) => {
          setShown({ text, form });
          return null;
        },
      ),
    copy: (form: Form) =>
      go(
        () => ask('recovery.copy', { secret, form }),
        ({ seconds }) => ({ what: 'copied', seconds }),
      ),
    save: (form: Form) =>
      go(
        () => ask('recovery.toFile', { secret, form }),
        (file) => (file === null ? null : { what: 'saved', path: file.path }),
      ),
    holdKey: () =>
      go(
        () => ask('recovery.toKey', { secret }),
        (key) => {
          hold(key);
          return { what: 'held' };
        },
      ),
    chooseEnv: () =>
      go(
        () => ask('recovery.chooseEnv', { secret }),
        (chosen) => {
          setEnv(chosen);
          return null;
        },
      ),
    writeEnv: () => {
      if (env === null) return;
      go(
        () => ask('recovery.writeEnv', { env: env.env }),
        (written) => ({ what: 'written', ...written }),
      );
    },
  };
}
