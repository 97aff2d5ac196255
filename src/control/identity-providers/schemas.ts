/** What goes into and comes out of the verbs on identity providers. */
import { z } from 'zod';
import { Moment, Name } from '../fields.ts';
import { listOf } from '../listing.ts';

const Claim = z.string().min(1).max(200);
const Url = z.url().max(2000);

const Mapping = z.strictObject({
  value: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ description: 'A group or role, as the directory writes it. Its case does not matter.' }),
  workspace_id: z.string().min(1).meta({ description: 'Id or slug.' }),
  role: z.enum(['admin', 'manager', 'member']),
});

const frame = {
  name: Name.meta({ description: 'On the button of the sign-in page.' }),
  is_enabled: z.boolean(),
  provisions: z.boolean().meta({ description: 'People who are new get an account at their first sign-in.' }),
  trusts_email: z.boolean().meta({
    description: 'The directory gives out the addresses itself, although it does not send `email_verified`.',
  }),
  mappings: z.array(Mapping).max(1000).meta({ description: 'Groups and roles of the directory, and what they give.' }),
  admin_groups: z.array(z.string().trim().min(1).max(500)).max(100).meta({
    description: 'Groups whose members administer the organisation.',
  }),
  max_age_seconds: z.int().min(60).max(31_536_000).nullable().meta({
    description:
      'How long keys and devices of a person work without the directory confirming the account, and sessions where it cannot be asked again; null = until it says otherwise. 7 days.',
  }),
  check_seconds: z.int().min(2).max(86_400).meta({
    description: 'How often the directory is asked again, where it gave a refresh token (scope `offline_access`). 300.',
  }),
};

const Oidc = z.strictObject({
  issuer: Url,
  client_id: z.string().min(1).max(500),
  client_secret: z.string().min(1).max(2000).optional().meta({ description: 'Never shown. Kept where absent.' }),
  private_key: z.string().min(1).max(20_000).optional().meta({
    description: 'PEM (PKCS #8), for `private_key_jwt`. Never shown. Kept where absent.',
  }),
  token_auth: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']).optional(),
  scopes: z.array(z.string().min(1).max(100)).max(50).optional(),
  email_claim: Claim.optional(),
  groups_claims: z.array(Claim).max(10).optional().meta({ description: 'With dots for members: realm_access.roles.' }),
});

const Pem = z.string().min(1).max(20_000);

const Saml = z.strictObject({
  metadata_url: Url.optional().meta({ description: 'Fetched now, and again where a signature does not hold.' }),
  metadata_xml: z.string().min(1).max(500_000).optional().meta({ description: 'In place of `metadata_url`.' }),
  email_attribute: Claim.nullable().optional().meta({ description: 'null: a usual attribute, or the NameID.' }),
  first_name_attribute: Claim.nullable().optional().meta({ description: 'null: a usual attribute.' }),
  last_name_attribute: Claim.nullable().optional().meta({ description: 'null: a usual attribute.' }),
  groups_attributes: z.array(Claim).max(10).optional(),
  allows_unsolicited: z.boolean().optional().meta({ description: 'A sign-in may begin at the directory. Off.' }),
  clock_skew_seconds: z.int().min(0).max(300).optional().meta({
    description: 'How far the clocks of the directory and of this server may differ. 30.',
  }),
  signing_key: Pem.optional().meta({
    description: 'PEM (PKCS #8). Signs requests, and opens encrypted assertions. Never shown. Kept where absent.',
  }),
  signing_certificate: Pem.optional().meta({ description: 'PEM, of `signing_key`. It is in our metadata.' }),
});

export const CreateIdentityProvider = z.strictObject({
  kind: z.enum(['oidc', 'saml']),
  preset: z.string().max(50).default('custom'),
  name: frame.name,
  is_enabled: frame.is_enabled.default(true),
  provisions: frame.provisions.default(true),
  trusts_email: frame.trusts_email.optional(),
  mappings: frame.mappings.default([]),
  admin_groups: frame.admin_groups.default([]),
  max_age_seconds: frame.max_age_seconds.default(604_800),
  check_seconds: frame.check_seconds.default(300),
  oidc: Oidc.optional().meta({ description: 'Where `kind` is `oidc`.' }),
  saml: Saml.optional().meta({ description: 'Where `kind` is `saml`.' }),
});

const id = z.string().min(1);

export const UpdateIdentityProvider = z
  .strictObject({
    id,
    name: frame.name.optional(),
    is_enabled: frame.is_enabled.optional(),
    provisions: frame.provisions.optional(),
    trusts_email: frame.trusts_email.optional(),
    mappings: frame.mappings.optional(),
    admin_groups: frame.admin_groups.optional(),
    max_age_seconds: frame.max_age_seconds.optional(),
    check_seconds: frame.check_seconds.optional(),
    oidc: Oidc.partial().optional(),
    saml: Saml.optional(),
  })
  .meta({ description: 'Absent members are kept.' });

export const GetIdentityProvider = z.strictObject({ id });
export const DeleteIdentityProvider = GetIdentityProvider;
export const TestIdentityProvider = GetIdentityProvider;
export const ListIdentityProviders = z.strictObject({});
export const ListPresets = z.strictObject({});

export const IdentityProviderView = z.object({
  object: z.literal('identity-provider'),
  id: z.string(),
  kind: z.enum(['oidc', 'saml']),
  preset: z.string(),
  name: z.string(),
  is_enabled: z.boolean(),
  provisions: z.boolean(),
  trusts_email: z.boolean(),
  mappings: z.array(Mapping),
  admin_groups: z.array(z.string()),
  max_age_seconds: z.int().nullable(),
  check_seconds: z.int(),
  oidc: z
    .object({
      issuer: z.string(),
      client_id: z.string(),
      token_auth: z.string(),
      scopes: z.array(z.string()),
      email_claim: z.string(),
      groups_claims: z.array(z.string()),
    })
    .nullable(),
  saml: z
    .object({
      entity_id: z.string().meta({ description: 'Of the directory.' }),
      sign_in_url: z.string(),
      sign_out_url: z.string().nullable(),
      metadata_url: z.string().nullable(),
      certificates: z.array(z.object({ fingerprint: z.string(), expires_at: Moment })),
      email_attribute: z.string().nullable(),
      first_name_attribute: z.string().nullable(),
      last_name_attribute: z.string().nullable(),
      groups_attributes: z.array(z.string()),
      clock_skew_seconds: z.int(),
      allows_unsolicited: z.boolean(),
      signs_requests: z.boolean(),
      own_metadata_url: z.string().meta({ description: 'Ours, for the directory. It is our entity id as well.' }),
    })
    .nullable(),
  has_secret: z.boolean(),
  start_url: z.string().meta({ description: 'Opens the sign-in at the directory.' }),
  callback_url: z.string(),
  logout_url: z.string(),
  created_at: Moment,
  last_updated_at: Moment,
});

export const IdentityProviderList = listOf(IdentityProviderView);

export const TestResult = z.object({
  object: z.literal('identity-provider-test'),
  ok: z.boolean(),
  steps: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

export const PresetList = listOf(
  z.object({
    id: z.string(),
    name: z.string(),
    issuer: z.string(),
    scopes: z.array(z.string()),
    email_claim: z.string(),
    groups_claims: z.array(z.string()),
    trusts_email: z.boolean(),
    help: z.array(z.string()),
  }),
);
