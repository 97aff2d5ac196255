/** Where the identity of the machine is looked for, by the variables that the clouds set. */
import { expect, it } from 'vitest';
import { readIdentity } from './read-identity.ts';
import { UsageError } from './usage-error.ts';

const read = (environment: Record<string, string>) => readIdentity((name) => environment[name]);
const AWS = { TOLLGATE_OWN_IDENTITY: 'aws' };

it('the metadata services are link-local, and others where the environment says so', () => {
  expect(read({}).services).toEqual({
    gce: 'http://169.254.169.254',
    azure: 'http://169.254.169.254',
    ec2: 'http://169.254.169.254',
    container: null,
    'app-service': null,
  });
  const ipv6 = read({ AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE: 'IPv6', IDENTITY_ENDPOINT: 'http://10.0.0.2/token' });
  expect(ipv6.services).toMatchObject({ ec2: 'http://[fd00:ec2::254]', 'app-service': 'http://10.0.0.2/token' });
  expect(read({ AWS_EC2_METADATA_DISABLED: 'TRUE' }).aws.asksEc2).toBe(false);
});

it('a container’s credentials are at AWS’s address, or at an address that is safe without TLS', () => {
  const at = (variables: Record<string, string>) => read({ ...AWS, ...variables }).services.container;
  expect(at({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1' })).toBe(
    'http://169.254.170.2/v2/credentials/1',
  );
  const eks = 'http://169.254.170.23/v1/credentials';
  expect(at({ AWS_CONTAINER_CREDENTIALS_FULL_URI: eks })).toBe(eks);
  expect(at({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'https://credentials.example/1' })).toBe(
    'https://credentials.example/1',
  );
  expect(() => at({ AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://credentials.example/1' })).toThrow(UsageError);
  expect(read({ AWS_CONTAINER_CREDENTIALS_FULL_URI: eks }).services.container).toBeNull();
});

it('a file of the container’s token is preferred to the token itself', () => {
  const given = {
    ...AWS,
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/1',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/var/run/secrets/token',
  };
  expect(read(given).aws.container).toEqual({ token: null, tokenFile: '/var/run/secrets/token' });
});

it('a workload of AWS or Azure needs all of its variables', () => {
  expect(read({ AWS_ROLE_ARN: 'arn' }).aws.role).toBeNull();
  expect(read({ AWS_ROLE_ARN: 'arn', AWS_WEB_IDENTITY_TOKEN_FILE: '/t' }).aws.role).toEqual({
    arn: 'arn',
    tokenFile: '/t',
    sessionName: null,
  });
  const azure = { AZURE_FEDERATED_TOKEN_FILE: '/t', AZURE_TENANT_ID: 'tenant', AZURE_CLIENT_ID: 'app' };
  expect(read({ ...azure, AZURE_CLIENT_ID: '' }).azureWorkload).toBeNull();
  expect(read({ ...azure, AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.us/' }).azureWorkload).toEqual({
    tokenFile: '/t',
    tenant: 'tenant',
    clientId: 'app',
    authority: 'https://login.microsoftonline.us',
  });
});

it('an identity that is none is refused at the start', () => {
  expect(() => read({ TOLLGATE_OWN_IDENTITY: 'aws,oracle' })).toThrow('gcp, azure, aws, kubernetes');
});
