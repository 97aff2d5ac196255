/** Sorting the rows of a table by a column. Pure. */

export type SortKey = string | number | null | undefined;

export interface Sorting {
  /** Of the column. */
  id: string;
  isDescending: boolean;
}

/** What has no value comes last, whichever way; rows that are equal keep their order. */
export function sorted<Row>(rows: readonly Row[], keyOf: (row: Row) => SortKey, isDescending: boolean): Row[] {
  const direction = isDescending ? -1 : 1;
  return rows.toSorted((one, other) => {
    const [a, b] = [keyOf(one) ?? null, keyOf(other) ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return (a - b) * direction;
    return String(a).localeCompare(String(b), 'en', { numeric: true, sensitivity: 'base' }) * direction;
  });
}

/** After a click on the column: numbers begin with the largest, the third click gives the order of the list back. */
export function turned(sorting: Sorting | null, { id, numeric }: { id: string; numeric?: boolean }): Sorting | null {
  const first = numeric === true;
  if (sorting?.id !== id) return { id, isDescending: first };
  return sorting.isDescending === first ? { id, isDescending: !first } : null;
}
