import { create } from 'zustand';
import type { Survey } from '../../shared/ipc/server-calls';
import { ask, type Failure } from '../base/client';

/** What is known of one server's archives. While it is asked again, the former answer stays readable. */
export interface Surveyed {
  survey: Survey | null;
  /** When the survey came in, in milliseconds since 1970. */
  at: number | null;
  failure: Failure | null;
  asking: boolean;
}

const UNASKED: Surveyed = { survey: null, at: null, failure: null, asking: false };

interface Surveys {
  surveys: Readonly<Record<string, Surveyed>>;
  ask(server: string): Promise<void>;
  forget(server: string): void;
}

/** The last asking of each server: the answer to an earlier one comes too late. */
const asked = new Map<string, symbol>();

export const useSurveys = create<Surveys>()((set) => {
  const update = (server: string, change: Partial<Surveyed>) =>
    set(({ surveys }) => ({ surveys: { ...surveys, [server]: { ...(surveys[server] ?? UNASKED), ...change } } }));

  return {
    surveys: {},

    async ask(server) {
      const mine = Symbol(server);
      asked.set(server, mine);
      update(server, { asking: true });
      const answer = await ask('servers.survey', { server });
      if (asked.get(server) !== mine) return;
      if (answer.ok) update(server, { asking: false, survey: answer.value, at: Date.now(), failure: null });
      else update(server, { asking: false, failure: answer.error });
    },

    forget(server) {
      asked.delete(server);
      set(({ surveys }) => {
        const { [server]: _gone, ...others } = surveys;
        return { surveys: others };
      });
    },
  };
});

export function useSurveyed(server: string): Surveyed {
  return useSurveys(({ surveys }) => surveys[server] ?? UNASKED);
}
