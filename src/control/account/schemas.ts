/** What goes into and comes out of the verbs on one's own account. */
import { z } from 'zod';
import { Moment } from '../fields.ts';
import { NewPassword } from '../sign-in/fields.ts';
import { NewCredential } from '../sign-in/security-key.ts';

const PersonName = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

export const GetAccount = z.strictObject({});
export const UpdateAccount = z.strictObject({ first_name: PersonName.optional(), last_name: PersonName.optional() });

export const ChangePassword = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: NewPassword,
});

const Password = z.string().min(1).max(1024);
const Code = z.string().min(1).max(64);

export const BeginSecondFactor = z.strictObject({});
export const BegunSecondFactor = z.object({
  secret: z.string().meta({ description: 'In base 32, for typing it into the app.' }),
  uri: z.string().meta({ description: 'What a QR code shows, as `otpauth://totp/…`.' }),
  enrolment: z.string().meta({ description: 'To be sent back with the first code, within 15 minutes.' }),
});
export const AddSecondFactor = z.strictObject({
  current_password: Password,
  enrolment: z.string().min(1).max(2048),
  code: Code,
  name: PersonName.min(1).default('Authenticator app'),
});
export const BeginSecurityKey = z.strictObject({});
export const BegunSecurityKey = z.object({
  options: z.record(z.string(), z.unknown()).meta({
    description: 'For `navigator.credentials.create`, in the JSON of WebAuthn.',
  }),
  challenge: z.string().meta({ description: 'To be sent back with the credential, within 5 minutes.' }),
});
export const AddSecurityKey = z.strictObject({
  current_password: Password,
  challenge: z.string().min(1).max(2048),
  credential: NewCredential,
  name: PersonName.min(1).default('Security key'),
});
export const ListSecondFactors = z.strictObject({});
export const RemoveSecondFactor = z.strictObject({ id: z.string().min(1), current_password: Password });
export const NewRecoveryCodes = z.strictObject({ current_password: Password });

const SecondFactorView = z.object({
  object: z.literal('second-factor'),
  id: z.string(),
  kind: z.enum(['totp', 'webauthn']),
  name: z.string(),
  created_at: Moment,
  last_used_at: Moment.nullable(),
});
const RecoveryCodes = z.array(z.string()).meta({ description: 'Shown once. Each works once.' });
export const SecondFactorList = z.object({
  object: z.literal('list'),
  total: z.int(),
  data: z.array(SecondFactorView),
  recovery_codes_left: z.int(),
  required: z.boolean().meta({ description: 'The organisation wants one.' }),
});
export const AddedSecondFactor = SecondFactorView.extend({ recovery_codes: RecoveryCodes });
export const RecoveryCodesView = z.object({ recovery_codes: RecoveryCodes });

export const ListOwnSessions = z.strictObject({});
export const EndOwnSession = z.strictObject({ id: z.string().min(1) });
export const EndOwnSessions = z.strictObject({});

const SessionView = z.object({
  object: z.literal('session'),
  id: z.string(),
  is_current: z.boolean(),
  method: z.string(),
  client_ip: z.string(),
  user_agent: z.string(),
  started_at: Moment,
  used_at: Moment.meta({ description: 'To the minute.' }),
});

export const SessionList = z.object({ object: z.literal('list'), total: z.int(), data: z.array(SessionView) });
