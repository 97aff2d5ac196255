/** What a noun declares so that the declarative file can hold it. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { ControlContext } from '../context.ts';

export interface DeclaredKind<Entry, Row> {
  noun: string;
  /** How the change is reported: the slug where there is one. */
  nameOf(row: Row): string;
  /** The row that the entry means, whether or not it is as declared. */
  find(context: ControlContext, tx: TenantRecords, entry: Entry): Promise<Row | null>;
  /** Is the row as declared? What the entry leaves out is not compared. Throws when it can never be. */
  isAsDeclared(context: ControlContext, tx: TenantRecords, pair: { row: Row; entry: Entry }): Promise<boolean>;
  /** The answer may have `warnings`. */
  create(context: ControlContext, entry: Entry): Promise<object>;
  update(context: ControlContext, row: Row, entry: Entry): Promise<object>;
}

/** Is the wanted value absent or the same? */
export function agrees<Value>(wanted: Value | undefined, actual: Value): boolean {
  return wanted === undefined || wanted === actual;
}
