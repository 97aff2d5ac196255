/** Rows as a table in text (RFC 4180), safe to open in a spreadsheet. */

type Cell = string | number | null | undefined;

/** The columns are those of the first row. */
export function toCsv(rows: readonly Readonly<Record<string, Cell>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => columns.map((name) => cell(row[name])).join(','));
  return [columns.map(cell).join(','), ...lines, ''].join('\r\n');
}

/** A text that begins like a formula is one to a spreadsheet: a quote before it makes it a text again. */
function cell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const text = value ?? '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
