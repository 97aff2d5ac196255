/** What the fields of the inner language are called in a dialect. */
import { lookUp } from './look-up.ts';
import type { CallField } from './translator.ts';

export type FieldNames = Readonly<Record<CallField, string>>;

/** A path of a client's own body is no inner field, and keeps its name. */
export function fieldNameIn(names: FieldNames, field: string): string {
  return lookUp(names, field) ?? field;
}
