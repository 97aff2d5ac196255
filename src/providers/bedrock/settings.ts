/** How a caller proves itself to Bedrock, out of the settings of an integration. Source: the published contract, Bedrock. */
import type { AuthScheme, ProviderCredentials, SettingField } from '../provider.ts';
import { SettingsError } from '../provider.ts';

const optional = { type: 'string', required: false } as const;

export const BEDROCK_SETTINGS: readonly SettingField[] = [
  {
    ...optional,
    name: 'aws_auth_type',
    label: 'Kind of credential',
    secret: false,
    help: 'apiKey (a key of Bedrock, the default where there is a key) or accessKey.',
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
      return {
        type: 'aws-signature',
        keys: {
          accessKeyId: required(configurations, 'aws_access_key_id'),
          secretAccessKey: required(configurations, 'aws_secret_access_key'),
          sessionToken: textIn(configurations, 'aws_session_token'),
        },
        scope: { region, service: 'bedrock' },
      };
    default:
      throw new SettingsError(
        'aws_auth_type',
        'aws_auth_type must be apiKey or accessKey: assumed roles are not supported yet.',
      );
  }
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
