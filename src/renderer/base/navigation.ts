import { create } from 'zustand';

/**
 * What each screen has to know of where the window is, as plain data. Every screen adds its own route:
 * `declare module '../base/navigation' { interface Routes { key: { id: string } } }`.
 */
export interface Routes {
  /** Where the window begins. */
  welcome: object;
}

/** Where the window is. */
export type Route = { [At in keyof Routes]: { at: At } & Routes[At] }[keyof Routes];

interface Navigation {
  route: Route;
  go(route: Route): void;
}

export const useNavigation = create<Navigation>()((set) => ({
  route: { at: 'welcome' },
  go: (route) => set({ route }),
}));
