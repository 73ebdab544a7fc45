/**
 * A secret as it was typed, then in the other forms that Unicode has for the same characters (UAX #15): a Mac may write
 * é as two characters where other systems write one, and a key is made of the bytes. One form where all are equal, as
 * they are of plain ASCII.
 */
export function unicodeForms(secret: string): readonly string[] {
  return [...new Set([secret, secret.normalize('NFC'), secret.normalize('NFD')])];
}
