import { create } from 'zustand';
import type { Plan } from '../prepare/plan';

/** Where the window is. A server's own page decides by itself whether it asks, stops or lists. */
export type Route =
  | { at: 'welcome' }
  | { at: 'connect' }
  | { at: 'server'; server: string }
  | { at: 'prepare'; server: string; archive: string; kept: Partial<Plan> }
  | { at: 'restore' };

interface Navigation {
  route: Route;
  go(route: Route): void;
}

export const useNavigation = create<Navigation>()((set) => ({
  route: { at: 'welcome' },
  go: (route) => set({ route }),
}));
