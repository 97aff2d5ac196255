/** What the readers of catalogs share. */
import type { ImportedModel } from '../imported.ts';

/** One model as a catalog tells it. */
export interface ReadModel extends ImportedModel {
  platform: string;
  name: string;
}

/** Thrown for JSON that is none of the shapes. */
export class CatalogFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CatalogFormatError';
  }
}
