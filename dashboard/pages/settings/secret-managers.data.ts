/** The ways to ask each secret manager, and the fields that each of them takes. Names are those of the API. */
import type { NewSecretReference } from '../../api/queries/secret-references.ts';

export interface AuthField {
  name: string;
  label: string;
  secret?: boolean;
  optional?: boolean;
  placeholder?: string;
}

interface Way {
  id: string;
  label: string;
  /** What the API is told beside the fields. */
  fixed: Readonly<Record<string, string>>;
  fields: readonly AuthField[];
}

export interface Manager {
  id: NewSecretReference['manager_type'];
  label: string;
  path: { label: string; placeholder: string };
  ways: readonly Way[];
}

const REGION: AuthField = { name: 'aws_region', label: 'Region', placeholder: 'eu-central-1' };
const VAULT_URL: AuthField = {
  name: 'azure_vault_url',
  label: 'URL of the vault',
  placeholder: 'https://acme.vault.azure.net',
};
const VAULT_ADDRESS: AuthField = { name: 'vault_addr', label: 'Address', placeholder: 'https://vault.example.com' };
const NAMESPACE: AuthField = { name: 'vault_namespace', label: 'Namespace', optional: true };

export const MANAGERS: readonly Manager[] = [
  {
    id: 'hashicorp_vault',
    label: 'HashiCorp Vault',
    path: { label: 'Path', placeholder: 'secret/team/openai' },
    ways: [
      {
        id: 'approle',
        label: 'AppRole',
        fixed: { vault_auth_type: 'approle' },
        fields: [
          VAULT_ADDRESS,
          { name: 'vault_role_id', label: 'Role id' },
          { name: 'vault_secret_id', label: 'Secret id', secret: true },
          NAMESPACE,
        ],
      },
      {
        id: 'token',
        label: 'Token',
        fixed: { vault_auth_type: 'token' },
        fields: [VAULT_ADDRESS, { name: 'vault_token', label: 'Token', secret: true }, NAMESPACE],
      },
      {
        id: 'kubernetes',
        label: 'Service account of the pod',
        fixed: { vault_auth_type: 'kubernetes' },
        fields: [VAULT_ADDRESS, { name: 'vault_role', label: 'Role' }, NAMESPACE],
      },
    ],
  },
  {
    id: 'aws_sm',
    label: 'AWS Secrets Manager',
    path: { label: 'Name or ARN', placeholder: 'prod/openai' },
    ways: [
      {
        id: 'accessKey',
        label: 'Access key',
        fixed: { aws_auth_type: 'accessKey' },
        fields: [
          { name: 'aws_access_key_id', label: 'Access key id' },
          { name: 'aws_secret_access_key', label: 'Secret access key', secret: true },
          REGION,
        ],
      },
      {
        id: 'assumedRole',
        label: 'Role that the gateway takes on',
        fixed: { aws_auth_type: 'assumedRole' },
        fields: [
          { name: 'aws_role_arn', label: 'ARN of the role' },
          { name: 'aws_external_id', label: 'External id', optional: true },
          REGION,
        ],
      },
      { id: 'serviceRole', label: 'Role of the gateway', fixed: { aws_auth_type: 'serviceRole' }, fields: [REGION] },
    ],
  },
  {
    id: 'azure_kv',
    label: 'Azure Key Vault',
    path: { label: 'Name of the secret', placeholder: 'openai-key' },
    ways: [
      {
        id: 'entra',
        label: 'App of Entra ID',
        fixed: { azure_auth_mode: 'entra' },
        fields: [
          { name: 'azure_entra_tenant_id', label: 'Tenant id' },
          { name: 'azure_entra_client_id', label: 'Client id' },
          { name: 'azure_entra_client_secret', label: 'Client secret', secret: true },
          VAULT_URL,
        ],
      },
      {
        id: 'managed',
        label: 'Managed identity of the gateway',
        fixed: { azure_auth_mode: 'managed' },
        fields: [{ name: 'azure_managed_client_id', label: 'Client id', optional: true }, VAULT_URL],
      },
    ],
  },
  {
    id: 'file',
    label: 'File of the gateway',
    path: { label: 'Path in the folder', placeholder: 'openai-key' },
    ways: [{ id: 'file', label: 'As the operator allows', fixed: {}, fields: [] }],
  },
  {
    id: 'env',
    label: 'Environment variable of the gateway',
    path: { label: 'Name', placeholder: 'PROVIDER_KEY' },
    ways: [{ id: 'env', label: 'As the operator allows', fixed: {}, fields: [] }],
  },
];
