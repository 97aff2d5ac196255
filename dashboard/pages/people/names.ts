/** How roles and people are called. */

export const ROLE_NAMES = { owner: 'Owner', admin: 'Admin', manager: 'Manager', member: 'Member' } as const;

export const WORKSPACE_ROLES = ['admin', 'manager', 'member'] as const;

interface Named {
  first_name: string;
  last_name: string;
  email: string;
}

/** The name; the e-mail address where there is none. */
export function fullName({ first_name: first, last_name: last, email }: Named): string {
  const name = `${first} ${last}`.trim();
  return name === '' ? email : name;
}
