import { describe, expect, it } from 'vitest';
import { factsFor } from '../../catalog/models.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { NativeCall } from '../provider.ts';
import { azureOpenai } from './azure-openai.ts';

const connect = (configurations: Record<string, unknown>, key: string | null = 'azure-key') =>
  azureOpenai.connect({ key, configurations });

function call(over: Partial<NativeCall> = {}): NativeCall {
  return {
    dialect: 'openai-chat',
    operation: 'generate',
    model: 'gpt-5.1',
    stream: false,
    document: scanDocument(Buffer.from('{"model":"gpt-5.1", "messages":[],"stream":true}'), 'messages'),
    headers: {},
    forwarded: {},
    facts: factsFor('azure-openai', 'gpt-5.1'),
    refused: { betas: new Set(), fields: new Set() },
    raw: false,
    ...over,
  };
}

describe('a request to Azure OpenAI', () => {
  it('goes to the resource without a date, where the model names the deployment', () => {
    const connection = connect({ azure_resource_name: 'acme-eu' });
    expect(connection.build(call()).url).toBe('https://acme-eu.openai.azure.com/openai/v1/chat/completions');
    expect(connection.build(call({ dialect: 'openai-responses' })).url).toMatch(/\/openai\/v1\/responses$/);
    expect(connection.auth).toEqual({ type: 'header', name: 'api-key', value: 'azure-key' });
  });

  it('goes to the path of its deployment with a date, whatever model was asked for', () => {
    const connection = connect({
      azure_resource_name: 'acme',
      azure_api_version: '2024-10-21',
      azure_deployment_id: 'our gpt',
    });
    const { url, body, model } = connection.build(call());
    expect(url).toBe(
      'https://acme.openai.azure.com/openai/deployments/our%20gpt/chat/completions?api-version=2024-10-21',
    );
    expect(model).toBe('our gpt');
    expect(JSON.parse(Buffer.concat(body).toString())).toEqual({ model: 'our gpt', messages: [], stream: true });
    expect(connection.speaks('gpt-5.1').map(({ id }) => id)).toEqual(['openai-chat']);
  });

  it('goes to the deployment that its model means, and by its version', () => {
    const connection = connect({
      azure_resource_name: 'acme',
      azure_deployment_config: [
        {
          azure_deployment_name: 'our-gpt',
          azure_api_version: '2024-10-21',
          alias: 'gpt',
          azure_model_slug: 'gpt-5.1',
        },
        { azure_deployment_name: 'our-o3', azure_api_version: 'v1', is_default: true },
      ],
    });
    const dated = 'https://acme.openai.azure.com/openai/deployments/our-gpt/chat/completions?api-version=2024-10-21';
    for (const model of ['gpt', 'gpt-5.1', 'our-gpt']) expect(connection.build(call({ model })).url).toBe(dated);
    const other = connection.build(call({ model: 'whatever' }));
    expect(other).toMatchObject({ url: 'https://acme.openai.azure.com/openai/v1/chat/completions', model: 'our-o3' });
    expect(connection.speaks('gpt').map(({ id }) => id)).toEqual(['openai-chat']);
    expect(connection.speaks('our-o3').map(({ id }) => id)).toContain('openai-responses');
  });

  it.each([
    ['no list', { gpt: 'our-gpt' }],
    ['a deployment without a name', [{ azure_api_version: 'v1' }]],
    ['a version that is none', [{ azure_deployment_name: 'a', azure_api_version: 'latest' }]],
    ['a member that is not known', [{ azure_deployment_name: 'a', azure_region: 'eu' }]],
    ['two defaults', ['a', 'b'].map((name) => ({ azure_deployment_name: name, is_default: true }))],
  ])('cannot be made of %s', (_, deployments) => {
    expect(() => connect({ azure_resource_name: 'acme', azure_deployment_config: deployments })).toThrow(/azure_/);
  });

  it('asks a stream for its usage', () => {
    const { body } = connect({ azure_resource_name: 'acme' }).build(call({ stream: true }));
    expect(JSON.parse(Buffer.concat(body).toString())).toMatchObject({ stream_options: { include_usage: true } });
  });

  it('may go to a cloud of its own', () => {
    for (const host of ['https://acme.openai.azure.us', 'https://acme.openai.azure.us/openai/']) {
      expect(connect({ custom_host: host }).build(call()).url).toBe(
        'https://acme.openai.azure.us/openai/v1/chat/completions',
      );
    }
  });

  const entra = {
    azure_resource_name: 'acme',
    azure_auth_mode: 'entra',
    azure_entra_tenant_id: 'tenant-1',
    azure_entra_client_id: 'app',
    azure_entra_client_secret: 'hush',
  };

  it('may be authorized by Entra, or by the machine’s own identity', () => {
    expect(connect(entra, null).auth).toEqual({
      type: 'token',
      source: {
        kind: 'entra-client',
        authority: 'https://login.microsoftonline.com',
        tenant: 'tenant-1',
        clientId: 'app',
        clientSecret: 'hush',
        scope: 'https://cognitiveservices.azure.com/.default',
      },
    });
    const authority = connect({ ...entra, azure_entra_authority: 'https://login.microsoftonline.us/' }, null);
    expect(authority.tenantUrls).toEqual([{ field: 'azure_entra_authority', url: 'https://login.microsoftonline.us' }]);
    const managed = { azure_resource_name: 'acme', azure_auth_mode: 'managed' };
    expect(connect(managed, null).auth).toMatchObject({ source: { kind: 'entra-own', clientId: null } });
  });

  it('goes to the path of each operation, under its deployment where the version is a date', () => {
    const undated = connect({ azure_resource_name: 'acme' });
    const to = (path: string) => ({ operation: 'images' as const, path, query: '', model: 'our dalle' });
    expect(undated.pathTo(to('/images/generations'))?.url).toBe(
      'https://acme.openai.azure.com/openai/v1/images/generations',
    );
    const dated = connect({ azure_resource_name: 'acme', azure_api_version: '2024-10-21' });
    expect(dated.pathTo(to('/images/generations'))?.url).toBe(
      'https://acme.openai.azure.com/openai/deployments/our%20dalle/images/generations?api-version=2024-10-21',
    );
    expect(dated.pathTo({ operation: 'files', path: '/files', query: '?limit=1', model: '' })?.url).toBe(
      'https://acme.openai.azure.com/openai/files?limit=1&api-version=2024-10-21',
    );
    expect(undated.pathTo({ operation: 'moderations', path: '/moderations', query: '', model: 'm' })).toBeNull();
  });

  it.each([
    ['azure_auth_mode', { azure_resource_name: 'acme', azure_auth_mode: 'workload-x' }, 'k'],
    ['azure_entra_client_secret', { ...entra, azure_entra_client_secret: '' }, null],
    ['azure_entra_tenant_id', { ...entra, azure_entra_tenant_id: '../x' }, null],
    ['azure_entra_authority', { ...entra, azure_entra_authority: 'ftp://x' }, null],
    ['key', { azure_resource_name: 'acme' }, null],
    ['azure_resource_name', {}, 'k'],
    ['azure_resource_name', { azure_resource_name: 'acme.evil.example/' }, 'k'],
    ['azure_api_version', { azure_resource_name: 'acme', azure_api_version: 'v1&x=1' }, 'k'],
    ['custom_host', { custom_host: 'https://u:p@acme' }, 'k'],
  ])('is refused at %s', (field, configurations, key) => {
    expect(() => connect(configurations, key)).toThrow(expect.objectContaining({ field }) as Error);
  });
});
