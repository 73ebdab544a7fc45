/** Black on white, so that a page looks on paper as it does on the screen; `@page` leaves the size to the printer. */
export const PAGE_STYLE = `
  @page { margin: 16mm 16mm 20mm; }
  * { box-sizing: border-box; }
  body { font: 10pt/1.4 system-ui, sans-serif; color: #111; background: #fff; max-width: 180mm; margin: 12mm auto; padding: 0 6mm; }
  @media print { body { margin: 0; padding: 0; max-width: none; } }
  h1 { font-size: 13pt; font-weight: 600; margin: 0; }
  h2 { font-size: 11pt; margin: 6mm 0 1.5mm; padding-bottom: 0.8mm; border-bottom: 0.3mm solid #111; break-after: avoid; }
  .verdict { font-size: 17pt; font-weight: 600; line-height: 1.25; margin: 2mm 0 5mm; padding: 3mm 0; border-top: 0.6mm solid #111; border-bottom: 0.6mm solid #111; }
  .verdict span { display: inline-block; width: 8mm; }
  dl { margin: 0; }
  dl > div { display: grid; grid-template-columns: 46mm 1fr; gap: 4mm; padding: 0.6mm 0; break-inside: avoid; }
  dt { color: #444; }
  dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .code { font: 9pt/1.6 ui-monospace, monospace; }
  li strong { display: block; }
  dl.tables { columns: 2; column-gap: 8mm; }
  dl.tables > div { grid-template-columns: 1fr auto; border-bottom: 0.2mm solid #ccc; }
  dl.tables dt { overflow-wrap: anywhere; }
  ul { margin: 0; padding: 0; list-style: none; }
  li { position: relative; padding: 0.8mm 0 0.8mm 6mm; break-inside: avoid; }
  li::before { content: "✓"; position: absolute; left: 0; }
  .warnings li::before, li.warning::before { content: "!"; font-weight: 700; }
  header, footer, .verdict { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
  footer { margin-top: 6mm; padding-top: 2mm; border-top: 0.3mm solid #111; font-size: 9pt; color: #333; }
  footer p { margin: 0; }
`;
