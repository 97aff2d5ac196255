/** What a directory may ask before it begins: which parts of SCIM there are (RFC 7643 §5 to §7). */
import {
  COMMON_ATTRIBUTES,
  ENTERPRISE_ATTRIBUTES,
  ENTERPRISE_SCHEMA,
  GROUP_ATTRIBUTES,
  GROUP_SCHEMA,
  USER_ATTRIBUTES,
  USER_SCHEMA,
  type Attribute,
} from '../../control/scim/schema.data.ts';
import { SCIM_BASE } from '../../control/scim/view.ts';

const no = { supported: false };

export const SERVICE_PROVIDER = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { ...no, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 1000 },
  changePassword: no,
  sort: no,
  etag: no,
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'A token that an administrator made in the settings.',
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${SCIM_BASE}/ServiceProviderConfig` },
};

const resourceType = (id: string, endpoint: string, schema: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id,
  name: id,
  endpoint,
  schema,
  schemaExtensions: id === 'User' ? [{ schema: ENTERPRISE_SCHEMA, required: false }] : [],
  meta: { resourceType: 'ResourceType', location: `${SCIM_BASE}/ResourceTypes/${id}` },
});

export const RESOURCE_TYPES = [
  resourceType('User', '/Users', USER_SCHEMA),
  resourceType('Group', '/Groups', GROUP_SCHEMA),
];

const describe = (attribute: Attribute): object => ({
  name: attribute.name,
  type: attribute.type,
  multiValued: attribute.multiValued ?? false,
  description: attribute.name,
  required: attribute.required ?? false,
  caseExact: attribute.caseExact ?? false,
  mutability: attribute.mutability ?? 'readWrite',
  returned: 'default',
  uniqueness: attribute.uniqueness ?? 'none',
  ...(attribute.referenceTypes === undefined ? {} : { referenceTypes: attribute.referenceTypes }),
  ...(attribute.subAttributes === undefined ? {} : { subAttributes: attribute.subAttributes.map(describe) }),
});

const schema = (id: string, name: string, attributes: readonly Attribute[]) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description: name,
  attributes: attributes.map(describe),
  meta: { resourceType: 'Schema', location: `${SCIM_BASE}/Schemas/${id}` },
});

export const SCHEMAS = [
  schema(USER_SCHEMA, 'User', [...COMMON_ATTRIBUTES, ...USER_ATTRIBUTES]),
  schema(GROUP_SCHEMA, 'Group', [...COMMON_ATTRIBUTES, ...GROUP_ATTRIBUTES]),
  schema(ENTERPRISE_SCHEMA, 'EnterpriseUser', ENTERPRISE_ATTRIBUTES),
];
