/** The columns of the list of keys. */
import type { ApiKey } from '../../api/queries/api-keys.ts';
import { formatUtc } from '../../format/moments.ts';
import { limitsInWords } from '../../panels/limits-in-words.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/table.tsx';
import type { KeyPowers } from './key-powers.ts';

const TYPE_NAMES: Record<ApiKey['type'], string> = {
  'organisation-service': 'Admin',
  'workspace-service': 'Service',
  'workspace-user': 'Person',
};

export interface Actions {
  /** May the person do this to the key? */
  may: KeyPowers['may'];
  onEdit: (key: ApiKey) => void;
  onDelete: (key: ApiKey) => void;
  onRotate: (key: ApiKey) => void;
}

/** What the rows do not say themselves. */
interface Known {
  emailOf: (userId: string) => string;
  /** When each key was last used, of the last 30 days; null = not known. */
  lastUse: ReadonlyMap<string, string> | null;
}

/** `lastUse`: null = who uses the key is not known. */
export function columnsOf(actions: Actions, { emailOf, lastUse }: Known): Column<ApiKey>[] {
  return [
    {
      id: 'name',
      title: 'Name',
      sort: ({ name }) => name,
      cell: ({ name, created_at: created }) => (
        <span className="foreign-text font-medium" title={`Created ${formatUtc(created)}`}>
          {name}
        </span>
      ),
    },
    {
      id: 'key',
      title: 'Key',
      cell: ({ key, previous_key: previous, has_unrevealed_key: waits }) => (
        <span className="flex flex-wrap items-center gap-1">
          <code className="font-mono text-xs whitespace-nowrap">{key}</code>
          {waits && <Badge>new text waits</Badge>}
          {previous !== null && Date.parse(previous.expires_at) > Date.now() && (
            <span title={`The former text ${previous.key} opens until ${formatUtc(previous.expires_at)}`}>
              <Badge>rotated</Badge>
            </span>
          )}
        </span>
      ),
    },
    {
      id: 'owner',
      title: 'Owner',
      sort: ({ type, user_id: user }) => `${TYPE_NAMES[type]} ${user === null ? '' : emailOf(user)}`,
      cell: ({ type, user_id: user }) =>
        user === null ? (
          <Badge>{TYPE_NAMES[type]}</Badge>
        ) : (
          <span className="foreign-text" title={TYPE_NAMES[type]}>
            {emailOf(user)}
          </span>
        ),
    },
    {
      id: 'limits',
      title: 'Limits',
      cell: (key) => <Limits apiKey={key} />,
    },
    {
      id: 'used',
      title: 'Last used',
      cell: ({ id }) => <LastUse at={lastUse?.get(id)} isKnown={lastUse !== null} />,
    },
    {
      id: 'rotation',
      title: 'Rotation',
      cell: ({ rotation_policy: policy }) =>
        policy === null ? (
          <span className="text-ink-soft">by hand</span>
        ) : (
          <span className="whitespace-nowrap" title={`Next: ${formatUtc(policy.next_rotation_at)}`}>
            {policy.rotation_period ?? `every ${policy.rotation_period_days} days`}
          </span>
        ),
    },
    {
      id: 'scopes',
      title: 'Scopes',
      numeric: true,
      sort: ({ scopes }) => scopes.length,
      cell: ({ scopes }) => <span title={scopes.join('\n')}>{scopes.length}</span>,
    },
    {
      id: 'metadata',
      title: 'Metadata',
      cell: ({ defaults }) => (
        <span className="flex flex-wrap gap-1">
          {Object.entries(defaults.metadata).map(([name, value]) => (
            <Badge key={name}>{`${name}: ${value}`}</Badge>
          ))}
        </span>
      ),
    },
    {
      id: 'expires',
      title: 'Expires',
      cell: ({ expires_at: expires }) =>
        expires === null ? 'never' : <span title={formatUtc(expires)}>{expires.slice(0, 10)}</span>,
    },
    { id: 'actions', title: 'Actions', cell: (key) => <RowActions apiKey={key} actions={actions} /> },
  ];
}

function Limits({ apiKey }: { apiKey: ApiKey }) {
  const words = limitsInWords(apiKey);
  if (words === '') return <span className="text-ink-soft">none</span>;
  return words.split(', ').map((limit) => (
    <span key={limit} className="block whitespace-nowrap">
      {limit}
    </span>
  ));
}

function LastUse({ at, isKnown }: { at: string | undefined; isKnown: boolean }) {
  if (!isKnown) return <span className="text-ink-soft">—</span>;
  if (at === undefined) return <span className="text-ink-soft">not in 30 days</span>;
  return <Ago at={at} />;
}

function RowActions({ apiKey: key, actions }: { apiKey: ApiKey; actions: Actions }) {
  const { may, onEdit, onDelete, onRotate } = actions;
  return (
    <>
      {may('update', key) && (
        <Button look="quiet" aria-label={`Edit ${key.name}`} onClick={() => onEdit(key)}>
          Edit
        </Button>
      )}
      {may('rotate', key) && key.has_unrevealed_key && (
        <Button look="quiet" aria-label={`Show the text of ${key.name}`} onClick={() => onRotate(key)}>
          Show
        </Button>
      )}
      {may('rotate', key) && !key.has_unrevealed_key && (
        <Button look="quiet" aria-label={`Rotate ${key.name}`} onClick={() => onRotate(key)}>
          Rotate
        </Button>
      )}
      {may('delete', key) && (
        <Button look="quiet" aria-label={`Delete ${key.name}`} onClick={() => onDelete(key)}>
          Delete
        </Button>
      )}
    </>
  );
}
