/** What the bench prints: tables, and beside each target whether it was reached. */

export interface Report {
  title(text: string): void;
  note(text: string): void;
  /** The first row names the columns. */
  table(rows: readonly (readonly string[])[]): void;
  target(text: string, reached: boolean): void;
  /** Targets so far. */
  readonly targets: { reached: number; missed: number };
}

export function createReport(print: (line: string) => void): Report {
  const targets = { reached: 0, missed: 0 };
  return {
    targets,
    title: (text) => print(`\n${text}`),
    note: (text) => print(`  ${text}`),
    table(rows) {
      const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
      for (const row of rows) {
        const cells = row.map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        );
        print(`  ${cells.join('   ')}`);
      }
    },
    target(text, reached) {
      targets[reached ? 'reached' : 'missed'] += 1;
      print(`  ${reached ? 'reached' : 'missed '}  ${text}`);
    },
  };
}

/** Three significant digits, as far as that makes sense. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}
