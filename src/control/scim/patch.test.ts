/** Requests of directories that a strict reader would refuse, or take for something else. */
import { describe, expect, it } from 'vitest';
import { parseFilter, simpleEquals } from './filter.ts';
import { patch } from './patch.ts';
import { GROUP, toResource, USER } from './resource.ts';
import { ScimError } from './scim-error.ts';

const ada = {
  userName: 'ada@example.com',
  active: true,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { value: 'ada@example.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
};

const change = (...list: object[]) => patch(USER, ada, { Operations: list });

describe('a filter', () => {
  it.each([
    ['userName eq "ADA@example.com"', true],
    ['USERNAME Eq "ada@example.com"', true],
    ['userName ne "ada@example.com"', false],
    ['name.familyName co "LOVE"', true],
    ['userName sw "ada" and active eq true', true],
    ['active eq "True"', true],
    ['active eq false or name.givenName ew "da"', true],
    ['not (name.givenName eq "Ada")', false],
    ['emails[type eq "home" and value co "home"]', true],
    ['emails[type eq "home" and primary eq true]', false],
    ['emails.value eq "ada@home.example"', true],
    ['emails eq "ada@home.example"', true],
    ['title pr', false],
    ['emails pr', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada@example.com"', true],
    ['userName eq "a\\"b"', false],
  ])('%s: %s', (text, fits) => {
    expect(parseFilter(text)(ada)).toBe(fits);
  });

  it.each([
    '',
    'userName',
    'userName eq',
    'userName is "x"',
    '(userName eq "x"',
    'userName eq "x" and',
    'userName eq "x")',
  ])('is refused: %j', (text) => {
    expect(() => parseFilter(text)).toThrow(ScimError);
  });

  it('for one name is known as such, and nothing else is', () => {
    expect(simpleEquals(' userName  EQ "a b" ')).toEqual({ name: 'username', value: 'a b' });
    expect(simpleEquals('userName eq "a" or active eq true')).toBeNull();
  });
});

describe('a change', () => {
  it('leaves what it was made of', () => {
    change({ op: 'replace', path: 'userName', value: 'x' });
    expect(ada.userName).toBe('ada@example.com');
  });

  it('of a member of a value that a filter finds changes that one', () => {
    const path = 'emails[type eq "home"].value';
    expect(change({ op: 'replace', path, value: 'new@home.example' })['emails']).toEqual([
      ada.emails[0],
      { value: 'new@home.example', type: 'home' },
    ]);
    expect(change({ op: 'remove', path: 'emails[type eq "home"]' })['emails']).toEqual([ada.emails[0]]);
  });

  it('that adds a primary value takes the mark from the one before', () => {
    const value = [{ value: 'third@example.com', primary: true }];
    const emails = change({ op: 'add', path: 'emails', value })['emails'] as { primary?: boolean }[];
    expect(emails.filter(({ primary }) => primary === true)).toEqual(value);
    expect(emails).toHaveLength(3);
  });

  it('of a part of a name keeps the other part', () => {
    expect(change({ op: 'add', value: { name: { givenName: 'A.' } } })['name']).toEqual({
      givenName: 'A.',
      familyName: 'Lovelace',
    });
  });

  it('of an extension by its name is one of all of it', () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    const before = { ...ada, [urn]: { department: 'Research', division: 'North' } };
    const one = (operation: object) =>
      patch(USER, before, { Operations: [{ path: urn.toUpperCase(), ...operation }] })[urn];
    expect(one({ op: 'remove' })).toBeUndefined();
    expect(one({ op: 'replace', value: { Department: 'Sales' } })).toEqual({ department: 'Sales' });
    expect(one({ op: 'add', value: { department: 'Sales' } })).toEqual({ department: 'Sales', division: 'North' });
  });

  it('adds no member twice', () => {
    const before = { displayName: 'G', members: [{ value: '1' }] };
    const value = [{ value: '1' }, { value: '2' }];
    expect(patch(GROUP, before, { operations: [{ op: 'Add', path: 'members', value }] })['members']).toEqual(value);
  });

  it.each([
    [{ op: 'move', path: 'active' }, 'invalidSyntax'],
    [{ op: 'replace', path: 'shoeSize', value: 1 }, 'invalidPath'],
    [{ op: 'replace', path: 'urn:x:User:y', value: 1 }, 'invalidPath'],
    [{ op: 'replace', path: 'groups', value: [] }, 'mutability'],
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[value sw "nobody"].value', value: 'x' }, 'noTarget'],
  ])('%j is refused as %s', (operation, scimType) => {
    expect(() => change(operation)).toThrow(expect.objectContaining({ scimType }) as Error);
  });
});

describe('a resource', () => {
  it('is read whatever the case of its names, without what the schema does not know', () => {
    const given = {
      USERNAME: 'x',
      Active: 'False',
      emails: { value: 'x@example.com' },
      password: 'p',
      id: '1',
      groups: [],
    };
    expect(toResource(USER, given)).toEqual({ userName: 'x', active: false, emails: [{ value: 'x@example.com' }] });
  });

  it('has nothing of what objects inherit', () => {
    const given = JSON.parse('{"userName": "x", "__proto__": {"active": true}}') as Record<string, unknown>;
    const read = toResource(USER, given);
    expect(read['active']).toBeUndefined();
  });
});
