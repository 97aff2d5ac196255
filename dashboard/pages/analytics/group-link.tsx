/** The name of a group; it leads to the rows behind it where the log can be asked for them. */
import { Link } from '@tanstack/react-router';
import type { Group } from '../../api/queries/analytics.ts';
import { DIMENSIONS, useGroupNames } from './dimensions.ts';

/** Wrapping or cut short as what stands around it. */
export function GroupLink({ by, group }: { by: string; group: Group }) {
  const name = useGroupNames(by, [group.key])(group.key);
  const term = DIMENSIONS[by]?.term ?? null;
  if (group.key === null || term === null) return <span>{name}</span>;
  const value = /\s/.test(group.key) ? `"${group.key}"` : group.key;
  return (
    <Link
      to="/logs"
      search={{ q: `${term}:${value}` }}
      className="underline decoration-line-strong underline-offset-2 hover:decoration-ink"
    >
      {name}
    </Link>
  );
}
