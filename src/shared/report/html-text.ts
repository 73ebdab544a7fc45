/** Names and notes come from archives and servers: nothing of them may become markup. */
export function htmlText(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
