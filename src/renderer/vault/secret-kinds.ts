import { Braces, Database, FileKey, KeyRound, type LucideIcon, Server, TextCursorInput, Ticket } from 'lucide-react';
import type { KeyInVault } from './vault-store';

export type Kind = KeyInVault['kind'];

export const KINDS: readonly Kind[] = [
  'site-key',
  'passphrase',
  'database-password',
  'license-key',
  'dev-master-key',
  'text',
  'file',
];

export const KIND_ICONS: Record<Kind, LucideIcon> = {
  'site-key': KeyRound,
  passphrase: TextCursorInput,
  'database-password': Database,
  'license-key': Ticket,
  'dev-master-key': Server,
  text: Braces,
  file: FileKey,
};
