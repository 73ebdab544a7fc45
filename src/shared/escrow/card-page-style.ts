/**
 * One sheet in black and white that fits on A4 and on Letter alike: 186 mm wide within Letter's and A4's common width,
 * and no higher than Letter's 279 mm leaves. What is typed is large and set apart; no meaning is in colour alone.
 */
export const CARD_PAGE_STYLE = `
  @page { margin: 9mm 12mm; }
  * { box-sizing: border-box; }
  html { background: #fff; }
  body { font: 9pt/1.3 system-ui, sans-serif; color: #000; max-width: 186mm; margin: 0 auto; }
  @media screen { body { padding: 10mm 0; } }
  h1, h2, p, dl, dd, ol { margin: 0; padding: 0; }
  header { display: flex; align-items: baseline; gap: 6mm; padding-bottom: 2.5mm; border-bottom: 0.8mm solid #000; }
  h1 { font-size: 12pt; font-weight: 700; letter-spacing: 0.02em; }
  .number { margin-left: auto; font-size: 21pt; font-weight: 700; line-height: 1; white-space: nowrap; }
  .top { display: grid; grid-template-columns: 1fr 57mm; gap: 6mm; margin-top: 3mm; align-items: start; }
  .code svg { display: block; width: 57mm; height: 57mm; shape-rendering: crispEdges; }
  .set { font: 700 17pt/1.1 ui-monospace, "DejaVu Sans Mono", monospace; white-space: nowrap; }
  dl.facts { margin-top: 2mm; }
  dl.facts > div { display: grid; grid-template-columns: 26mm 1fr; gap: 3mm; padding: 0.45mm 0; }
  dt { font-weight: 600; }
  dd { overflow-wrap: anywhere; }
  .print { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 9pt; }
  .alone { margin-top: 2.5mm; padding: 1.8mm 3mm; border: 0.6mm solid #000; font-size: 10pt; font-weight: 600; }
  .release { margin-top: 2mm; padding: 1.4mm 3mm; border: 0.6mm dashed #000; }
  h2 { margin-top: 2.2mm; font-size: 9.5pt; font-weight: 700; }
  .rows { margin-top: 1.2mm; width: 100%; border-collapse: collapse; font: 13pt/1 ui-monospace, "DejaVu Sans Mono", monospace; }
  .rows.many { font-size: 10pt; }
  .rows td { padding: 1.15mm 0; border-bottom: 0.15mm solid #000; text-align: center; }
  .rows.many td { padding: 0.55mm 0; }
  .rows th { width: 9mm; padding-right: 3mm; font: 600 9pt/1 system-ui, sans-serif; text-align: right; }
  .columns { display: grid; grid-template-columns: 1fr 1fr; gap: 7mm; margin-top: 0.5mm; }
  ol { padding-left: 5mm; }
  li { padding: 0.3mm 0; }
  .initials { display: grid; grid-template-columns: 1fr 40mm; gap: 8mm; margin-top: 5mm; }
  .initials div { border-top: 0.3mm solid #000; padding-top: 1mm; font-size: 8.5pt; }
`;
