import { expect, it } from 'vitest';
import { parseJson } from '../../../testkit/json-shape.ts';
import { describeScenarios, openAdmin } from './scenario.suite.ts';

const SETTINGS = '/admin/organisation/settings';
const TEAMS = {
  type: 'object',
  additionalProperties: true,
  properties: { team: { type: 'string', enum: ['red', 'blue'] }, stage: { type: 'string', default: 'dev' } },
  required: ['team'],
};

describeScenarios('the settings of an organisation', [
  {
    name: 'of a new one take saved providers only',
    as: 'admin',
    call: `GET ${SETTINGS}`,
    status: 200,
    contains: ['"saved_only":"providers"', '"inline_hosts":null'],
  },
  {
    name: 'are changed by an administrator',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { saved_only: 'off', inline_hosts: ['API.example.com', '*.corp.example:8443'] },
    status: 200,
    contains: ['"saved_only":"off"', 'api.example.com', '*.corp.example:8443'],
    audit: ['organisation.update'],
  },
  {
    name: 'say for how many days rows and bodies are kept',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { log_retention_days: 30 },
    status: 200,
    contains: ['"log_retention_days":30'],
    audit: ['organisation.update'],
  },
  {
    name: 'keep nothing for less than a day',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { log_retention_days: 0 },
    status: 400,
    contains: ['log_retention_days'],
  },
  {
    name: 'say whether bodies are kept, and for how long answers are cached',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { request_logging: 'metrics_only', enforce_debug_log_setting: true, cache_max_age: 3600 },
    status: 200,
    contains: ['"request_logging":"metrics_only"', '"enforce_debug_log_setting":true', '"cache_max_age":3600'],
    audit: ['organisation.update'],
  },
  {
    name: 'cache nothing for longer than the contract lets',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { cache_max_age: 25_923_001 },
    status: 400,
    contains: ['cache_max_age'],
  },
  {
    name: 'deny no member of an export that there is not',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { export_settings: { deniedFields: ['password'] } },
    status: 400,
    contains: ['export_settings.deniedFields[0]'],
  },
  {
    name: 'make no keys that would lack a tag the organisation asks for',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { user_api_key_auto_create: true, api_key_metadata_schema: TEAMS },
    status: 400,
    contains: ['user_api_key_auto_create', 'lack the tag', 'team'],
  },
  { name: 'are hidden from a workspace’s key', as: 'service', call: `GET ${SETTINGS}`, status: 403 },
  {
    name: 'are not changed by a workspace’s key',
    as: 'service',
    call: `PUT ${SETTINGS}`,
    body: { saved_only: 'off' },
    status: 403,
    contains: ['organisation_settings.update'],
  },
  {
    name: 'take tokens of an identity provider',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { jwt: { jwks_url: 'https://id.example.com/keys', audience: 'tollgate' } },
    status: 200,
    contains: ['"algorithms":["RS256"]', '"audience":"tollgate"'],
    audit: ['organisation.update'],
  },
  {
    name: 'take no symmetric algorithm',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { jwt: { jwks_url: 'https://id.example.com/keys', algorithms: ['HS256'] } },
    status: 400,
    contains: ['jwt.algorithms[0]'],
  },
  {
    name: 'fetch no keys from the private network',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { jwt: { jwks_url: 'http://169.254.169.254/keys' } },
    status: 400,
    contains: ['jwt.jwks_url', 'not allowed'],
  },
  {
    name: 'keep no private key',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { jwt: { jwks: { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB', d: 'secret' }] } } },
    status: 400,
    contains: ['jwt.jwks.keys[0]', 'private key'],
    lacks: ['secret'],
  },
  {
    name: 'take tokens of several identity providers, each with its issuer',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: {
      jwt: { jwks_url: 'https://id.example.com/keys', issuer: 'https://id.example.com' },
      further_jwt: [
        { jwks_url: 'https://two.example.com/keys', issuer: 'https://two.example.com', algorithms: ['ES256'] },
      ],
    },
    status: 200,
    contains: ['"issuer":"https://two.example.com"', '"algorithms":["ES256"]'],
    audit: ['organisation.update'],
  },
  {
    name: 'mix up no two identity providers of the same issuer',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: {
      jwt: { jwks_url: 'https://id.example.com/keys', issuer: 'https://id.example.com' },
      further_jwt: [{ jwks_url: 'https://two.example.com/keys', issuer: 'https://id.example.com' }],
    },
    status: 400,
    contains: ['further_jwt[0].issuer', 'that of jwt'],
  },
  {
    name: 'take no second identity provider without its issuer',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: {
      jwt: { jwks_url: 'https://id.example.com/keys' },
      further_jwt: [{ jwks_url: 'https://two.example.com/keys', issuer: 'https://two.example.com' }],
    },
    status: 400,
    contains: ['jwt.issuer', 'needed'],
  },
  {
    name: 'fetch no keys of a further identity provider from the private network',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { further_jwt: [{ jwks_url: 'http://169.254.169.254/keys', issuer: 'x' }] },
    status: 400,
    contains: ['further_jwt[0].jwks_url', 'not allowed'],
  },
  {
    name: 'name no URL where a host belongs',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { inline_hosts: ['https://api.example.com/v1'] },
    status: 400,
    contains: ['inline_hosts[0]'],
  },
  {
    name: 'take no schema that forbids other tags',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { api_key_metadata_schema: { ...TEAMS, additionalProperties: false } },
    status: 400,
    contains: ['additionalProperties'],
  },
  {
    name: 'take no tag that is no text',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { api_key_metadata_schema: { ...TEAMS, properties: { team: { type: 'number' } } } },
    status: 400,
    contains: ['properties.team.type'],
  },
  {
    name: 'require no tag that the schema does not have',
    as: 'admin',
    call: `PUT ${SETTINGS}`,
    body: { workspace_metadata_schema: { ...TEAMS, required: ['nobody'] } },
    status: 400,
    contains: ['workspace_metadata_schema.required'],
  },
]);

it('another organisation has settings of its own', async () => {
  const { send, world } = await openAdmin();
  expect((await send('stranger', `GET ${SETTINGS}`)).text).toContain('"saved_only":"off"');
  await send('stranger', `PUT ${SETTINGS}`, { inline_hosts: ['rival.example'] });
  expect((await send('admin', `GET ${SETTINGS}`)).text).not.toContain('rival.example');
  await world.records.close();
});

const keyWith = (metadata: object) => ({ name: 'k', scopes: ['completions.write'], defaults: { metadata } });

describeScenarios(
  'a schema for the metadata of keys and workspaces',
  [
    {
      name: 'refuses a key without a tag that is required',
      as: 'admin',
      call: 'POST /api-keys/workspace/service',
      body: keyWith({}),
      status: 400,
      contains: ['defaults.metadata.team', 'is required'],
    },
    {
      name: 'refuses a value that it does not list',
      as: 'admin',
      call: 'POST /api-keys/workspace/service',
      body: keyWith({ team: 'green' }),
      status: 400,
      contains: ['must be one of red, blue'],
    },
    {
      name: 'takes a key with further tags',
      as: 'admin',
      call: 'POST /api-keys/workspace/service',
      body: keyWith({ team: 'red', other: 'x' }),
      status: 200,
      audit: ['api_key.create'],
    },
    {
      name: 'says nothing about keys that send no requests',
      as: 'admin',
      call: 'POST /api-keys/organisation/service',
      body: { name: 'k', scopes: ['configs.read'] },
      status: 200,
      audit: ['api_key.create'],
    },
    {
      name: 'refuses a workspace without it',
      as: 'admin',
      call: 'POST /admin/workspaces',
      body: { name: 'New' },
      status: 400,
      contains: ['defaults.metadata.team'],
    },
    {
      name: 'fills in what it says for tags that are absent',
      as: 'admin',
      call: 'POST /admin/workspaces',
      body: { name: 'New', defaults: { metadata: { team: 'blue' } } },
      status: 200,
      contains: ['"stage":"dev"'],
      audit: ['workspace.create'],
    },
  ],
  async ({ send }) => {
    const set = await send('admin', `PUT ${SETTINGS}`, {
      api_key_metadata_schema: TEAMS,
      workspace_metadata_schema: TEAMS,
    });
    expect(parseJson(set.text)).toMatchObject({ api_key_metadata_schema: TEAMS });
  },
);
