/** How a caller proves itself to Bedrock, out of the settings of an integration. Source: the published contract, Bedrock. */
import type { AuthScheme, AwsKeys, ProviderCredentials, SettingField } from '../provider.ts';
import { SettingsError } from '../provider.ts';

const optional = { type: 'string', required: false } as const;

export const BEDROCK_SETTINGS: readonly SettingField[] = [
  {
    ...optional,
    name: 'aws_auth_type',
    label: 'Kind of credential',
    secret: false,
    help: 'apiKey (a key of Bedrock, the default where there is a key), accessKey, assumedRole (a role that the access keys, or without them the machine, may assume) or serviceRole (the role of the machine that runs the gateway).',
  },
  {
    name: 'aws_region',
    label: 'Region',
    type: 'string',
    required: true,
    secret: false,
    help: 'As us-east-1.',
  },
  { ...optional, name: 'aws_access_key_id', label: 'Access key id', secret: false, help: 'For accessKey.' },
  { ...optional, name: 'aws_secret_access_key', label: 'Secret access key', secret: true, help: 'For accessKey.' },
  { ...optional, name: 'aws_session_token', label: 'Session token', secret: true, help: 'For temporary access keys.' },
  { ...optional, name: 'aws_role_arn', label: 'Role', secret: false, help: 'The ARN of the role, for assumedRole.' },
  { ...optional, name: 'aws_external_id', label: 'External id', secret: false, help: 'Where the role asks for one.' },
  {
    ...optional,
    name: 'aws_sts_host',
    label: 'Token service',
    secret: false,
    namesHost: true,
    help: 'https://host to use instead of https://sts.{region}.amazonaws.com, as that of a VPC endpoint.',
  },
  {
    ...optional,
    name: 'custom_host',
    label: 'Other host',
    secret: false,
    help: 'https://host to use instead of https://bedrock-runtime.{region}.amazonaws.com, as that of a VPC endpoint.',
  },
];

/** Throws SettingsError. */
export function regionIn(value: unknown): string {
  if (typeof value === 'string' && /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(value)) return value;
  throw new SettingsError('aws_region', 'aws_region must be an AWS region, as us-east-1.');
}

/** Throws SettingsError. */
export function authIn({ key, configurations }: ProviderCredentials, region: string): AuthScheme {
  const named = textIn(configurations, 'aws_auth_type');
  const type = named ?? (key === null || key === '' ? 'accessKey' : 'apiKey');
  switch (type) {
    case 'apiKey':
      if (key === null || !/^[\x21-\x7e]+$/.test(key)) throw new SettingsError('key', 'A Bedrock API key is required.');
      return { type: 'header', name: 'authorization', value: `Bearer ${key}` };
    case 'accessKey':
      return { type: 'aws-signature', keys: keysIn(configurations), scope: { region, service: 'bedrock' } };
    case 'assumedRole':
      return {
        type: 'aws-role',
        keys: textIn(configurations, 'aws_access_key_id') === null ? null : keysIn(configurations),
        role: {
          arn: arnIn(configurations),
          externalId: textIn(configurations, 'aws_external_id'),
          endpoint: hostIn(configurations['aws_sts_host'], 'aws_sts_host'),
        },
        scope: { region, service: 'bedrock' },
      };
    case 'serviceRole':
      return { type: 'aws-own', scope: { region, service: 'bedrock' } };
    default:
      throw new SettingsError('aws_auth_type', 'aws_auth_type must be apiKey, accessKey, assumedRole or serviceRole.');
  }
}

function keysIn(configurations: ProviderCredentials['configurations']): AwsKeys {
  return {
    accessKeyId: required(configurations, 'aws_access_key_id'),
    secretAccessKey: required(configurations, 'aws_secret_access_key'),
    sessionToken: textIn(configurations, 'aws_session_token'),
  };
}

function arnIn(configurations: ProviderCredentials['configurations']): string {
  const arn = textIn(configurations, 'aws_role_arn');
  if (arn !== null && /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn)) return arn;
  throw new SettingsError(
    'aws_role_arn',
    'aws_role_arn must be the ARN of a role, as arn:aws:iam::123456789012:role/x.',
  );
}

/** Without a slash at its end; null = none is given. Throws SettingsError. */
export function hostIn(value: unknown, field: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  const url = typeof value === 'string' ? URL.parse(value) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isPlain || url.search !== '' || url.hash !== '') {
    throw new SettingsError(field, `${field} must be http(s)://host[:port], without credentials or a query.`);
  }
  return url.href.replace(/\/+$/, '');
}

function textIn(configurations: ProviderCredentials['configurations'], name: string): string | null {
  const value = configurations[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

function required(configurations: ProviderCredentials['configurations'], name: string): string {
  const value = textIn(configurations, name);
  if (value !== null && /^[\x21-\x7e]+$/.test(value)) return value;
  throw new SettingsError(name, `${name} is required for access keys.`);
}
