/** What goes into and comes out of the verbs on who may sign in. */
import { z } from 'zod';
import { Moment } from '../fields.ts';

const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{4,253}$)([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'must be a domain, as example.com');

export const GetIdentitySettings = z.strictObject({});

export const UpdateIdentitySettings = z
  .strictObject({
    domains: z
      .array(z.strictObject({ domain: Domain, allow_subdomains: z.boolean().default(false) }))
      .max(100)
      .optional()
      .meta({ description: 'Whose addresses may sign in by a directory. Each has to be verified.' }),
    require_single_sign_on: z.boolean().optional().meta({
      description: 'Passwords are for owners only, who get in when the directory does not answer.',
    }),
    require_second_factor: z.boolean().optional().meta({
      description:
        'Whoever signs in with a password gives a code of an authenticator app, or uses a security key, as well.',
    }),
    require_user_verification: z.boolean().optional().meta({
      description: 'A security key counts only where it asked for a PIN or a fingerprint.',
    }),
    max_session_seconds: z.int().min(900).max(604_800).nullish().meta({
      description: 'How long a session lasts at most; null = 7 days. Without use each ends after 12 hours.',
    }),
  })
  .meta({ description: 'Absent members are kept.' });

export const VerifyDomain = z.strictObject({ domain: Domain });

export const IdentitySettingsView = z.object({
  object: z.literal('identity-settings'),
  domains: z.array(
    z.object({
      domain: z.string(),
      allow_subdomains: z.boolean(),
      verified_at: Moment.nullable(),
      record_name: z.string().meta({ description: 'The TXT record that proves the domain.' }),
      record_text: z.string(),
    }),
  ),
  require_single_sign_on: z.boolean(),
  require_second_factor: z.boolean(),
  require_user_verification: z.boolean(),
  max_session_seconds: z.int().nullable(),
});
