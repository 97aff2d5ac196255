/** Fields that several nouns share. */
import { z } from 'zod';

export const Name = z.string().trim().min(1).max(255);
export const Text = z.string().max(2000);

/**
 * In lower case: mail servers that tell cases apart are none that people use. Only ASCII, looked at before that: lower case
 * makes an ordinary k of the Kelvin sign, and so of one address another.
 */
export const Email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[\x21-\x7e]*$/, 'must be an e-mail address in ASCII')
  .toLowerCase()
  .pipe(z.email('must be an e-mail address'));

/** A moment, ISO 8601. */
export const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()], {
  error: 'must be a date or a date-time as 2027-01-31T00:00:00Z',
});

export const toMs = (moment: string | null | undefined): number | null => (moment ? Date.parse(moment) : null);
export const toIso = (ms: number): string => new Date(ms).toISOString();
export const toIsoOrNull = (ms: number | null): string | null => (ms === null ? null : toIso(ms));

/** The answer of verbs that have nothing to say. */
export const Nothing = z.object({});
