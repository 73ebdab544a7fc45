import type { Phase } from '../base/client';
import type { Plan } from '../jobs/plan';

/** The steps that a job takes: a file needs no connection, and a drill puts nothing in place. */
export function phasesOf(kind: Plan['kind']): readonly Phase[] {
  switch (kind) {
    case 'restore':
      return ['connect', 'transfer', 'authenticate', 'prove', 'place'];
    case 'open':
      return ['transfer', 'authenticate', 'prove', 'place'];
    case 'server-drill':
      return ['connect', 'transfer', 'authenticate', 'prove'];
    case 'file-drill':
      return ['transfer', 'authenticate', 'prove'];
  }
}
