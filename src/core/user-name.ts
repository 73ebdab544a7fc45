import { userInfo } from 'node:os';

/** The name of the user who is signed in to this machine; empty where the system does not know its users. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
