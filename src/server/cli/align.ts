/** Aligns rows of cells in columns. */

/** Cells are padded to the widest of their column; `right` lists the columns that end at the same place, as numbers do. */
export function alignRows(rows: readonly (readonly string[])[], options: { right?: readonly number[] } = {}): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  return rows.map((row) => alignRow(row, widths, options));
}

/** As `alignRows`, for columns whose widths are known before their rows are; a cell that is too wide pushes the rest. */
export function alignRow(
  row: readonly string[],
  widths: readonly number[],
  options: { right?: readonly number[] } = {},
): string {
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return options.right?.includes(column) === true ? cell.padStart(width) : cell.padEnd(width);
  });
  return cells.join('  ').trimEnd();
}
