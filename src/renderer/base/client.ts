import type { Outcome } from '../../core/errors';
import type { Bridge, CallInput, CallName, CallOutput, EventPayload } from '../../shared/ipc/contract';
import type { DrillRecord } from '../../shared/ipc/drill-calls';
import type { JobEnd } from '../../shared/ipc/job-calls';
import type { Survey } from '../../shared/ipc/server-calls';

declare global {
  interface Window {
    readonly salvor: Bridge;
  }
}

export type { Failure } from '../../core/errors';

/** What a source that answered says of the site that the API key belongs to. */
export type Site = Survey['site'];
export type Archive = Survey['archives'][number];
/** What a person takes although it is less than proven. */
export type Accepts = NonNullable<CallInput<'restore.start'>['accepts']>;
export type Scope = CallInput<'restore.startFromFile'>['scope'];
export type Progress = EventPayload<'jobs.progress'>['progress'];
export type Phase = Progress['phase'];
export type DrillReport = DrillRecord['report'];
type RestoreOutcome = Extract<JobEnd, { kind: 'restore' }>['outcome'];
export type RestoreResult = Extract<RestoreOutcome, { ok: true }>['value'];

/** Asks the main process, and never rejects: what goes wrong with the asking itself is a failure too. */
export async function ask<C extends CallName>(name: C, input: CallInput<C>): Promise<Outcome<CallOutput<C>>> {
  try {
    return await window.salvor.call(name, input);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, error: { code: 'unexpected', params: { detail } } };
  }
}
