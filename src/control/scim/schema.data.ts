/** The attributes that are kept of people and groups: a part of RFC 7643 §4.1 and §4.2, and of the enterprise extension. */

export interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'complex' | 'reference';
  multiValued?: boolean;
  required?: boolean;
  caseExact?: boolean;
  mutability?: 'readOnly' | 'readWrite';
  uniqueness?: 'none' | 'server';
  subAttributes?: readonly Attribute[];
  /** What a `reference` leads to. */
  referenceTypes?: readonly string[];
}

const text = (name: string): Attribute => ({ name, type: 'string' });
const plural = (name: string): Attribute => ({
  name,
  type: 'complex',
  multiValued: true,
  subAttributes: [text('value'), text('display'), text('type'), { name: 'primary', type: 'boolean' }],
});

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

export const ENTERPRISE_ATTRIBUTES: readonly Attribute[] = [
  text('employeeNumber'),
  text('costCenter'),
  text('organization'),
  text('division'),
  text('department'),
  { name: 'manager', type: 'complex', subAttributes: [text('value'), text('displayName')] },
];

export const USER_ATTRIBUTES: readonly Attribute[] = [
  { name: 'userName', type: 'string', required: true, uniqueness: 'server' },
  {
    name: 'name',
    type: 'complex',
    subAttributes: ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].map(
      text,
    ),
  },
  ...['displayName', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone'].map(text),
  { name: 'active', type: 'boolean' },
  // The account needs an address; one as `userName` will do.
  {
    ...plural('emails'),
    required: true,
    subAttributes: [
      { ...text('value'), required: true },
      text('display'),
      text('type'),
      { name: 'primary', type: 'boolean' },
    ],
  },
  plural('phoneNumbers'),
  plural('roles'),
  {
    name: 'groups',
    type: 'complex',
    multiValued: true,
    mutability: 'readOnly',
    subAttributes: [
      { name: 'value', type: 'string', mutability: 'readOnly' },
      { name: 'display', type: 'string', mutability: 'readOnly' },
      { name: '$ref', type: 'reference', mutability: 'readOnly', referenceTypes: ['Group'] },
    ],
  },
];

export const GROUP_ATTRIBUTES: readonly Attribute[] = [
  { name: 'displayName', type: 'string', required: true },
  {
    name: 'members',
    type: 'complex',
    multiValued: true,
    subAttributes: [
      text('value'),
      { ...text('display'), mutability: 'readOnly' },
      { name: '$ref', type: 'reference', referenceTypes: ['User'] },
    ],
  },
];

/** In every resource (RFC 7643 §3.1). */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [{ name: 'externalId', type: 'string', caseExact: true }];
