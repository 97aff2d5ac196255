/** API keys: who may call the gateway, and with which powers. */
import { Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  type ApiKey,
  KEYS_OF_A_PAGE,
  useCreateApiKey,
  useDeleteApiKey,
  useKeyPage,
  useLastUse,
  useRevealApiKey,
  useRotateApiKey,
} from '../../api/queries/api-keys.ts';
import { useConfigs } from '../../api/queries/configs.ts';
import { useEmails } from '../../api/queries/people.ts';
import { useSession } from '../../api/queries/session.ts';
import { KeyOnce, NewKeyForm } from '../../forms/new-key-form.tsx';
import { RotateKeyForm } from '../../forms/rotate-key.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName, Dialog } from '../../ui/dialog.tsx';
import { Input } from '../../ui/field.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { EditKey } from './edit-key.tsx';
import { type Actions, columnsOf } from './key-columns.tsx';
import { useKeyPowers } from './key-powers.ts';

const TEXTS = {
  all: {
    title: 'API keys',
    summary: 'Developers and services call the gateway with these in place of a provider’s credentials.',
    empty: 'A key is shown once when it is made. Hand it to a developer with the Claude Code settings.',
  },
  own: {
    title: 'Your API keys',
    summary: 'You call the gateway with these in place of a provider’s credentials. Nobody but you uses them.',
    empty: 'A key is shown once when it is made. Claude Code and other clients take it from their settings.',
  },
} as const;

export function ApiKeysPage() {
  const { isOwn, mayCreate, may } = useKeyPowers();
  const whose = isOwn ? 'own' : 'all';
  const [isCreating, setCreating] = useState(false);
  const [edited, setEdited] = useState<ApiKey | null>(null);
  const [doomed, setDoomed] = useState<ApiKey | null>(null);
  const [rotating, setRotating] = useState<ApiKey | null>(null);
  return (
    <Page
      title={TEXTS[whose].title}
      summary={TEXTS[whose].summary}
      actions={
        mayCreate && (
          <Button look="primary" icon={<Plus aria-hidden />} onClick={() => setCreating(true)}>
            Create a key
          </Button>
        )
      }
    >
      <Card>
        <KeyTable
          actions={{ may, onEdit: setEdited, onDelete: setDoomed, onRotate: setRotating }}
          empty={
            <EmptyState
              title="No keys yet"
              action={mayCreate && <Button onClick={() => setCreating(true)}>Create the first one</Button>}
            >
              {mayCreate ? TEXTS[whose].empty : 'An administrator of your workspace makes keys, or lets members do so.'}
            </EmptyState>
          }
        />
      </Card>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      {edited !== null && <EditKey apiKey={edited} onClose={() => setEdited(null)} />}
      {rotating !== null && <RotateKey apiKey={rotating} onClose={() => setRotating(null)} />}
      {doomed !== null && <DeleteKey apiKey={doomed} onClose={() => setDoomed(null)} />}
    </Page>
  );
}

function KeyTable({ actions, empty }: { actions: Actions; empty: ReactNode }) {
  const [search, setSearch] = useState('');
  return (
    <>
      <div className="border-b p-3">
        <Input
          type="search"
          aria-label="Search by name"
          placeholder="Search by name"
          className="max-w-72"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <FoundKeys key={search} search={search.trim()} actions={actions} empty={empty} />
    </>
  );
}

function FoundKeys({ search, actions, empty }: { search: string; actions: Actions; empty: ReactNode }) {
  const [page, setPage] = useState(0);
  const keys = useKeyPage(page, search);
  const emailOf = useEmails();
  const lastUse = useLastUse(keys.data?.data.map(({ id }) => id) ?? []);
  if (keys.isPending) return <SkeletonRows rows={6} />;
  if (keys.isError) return <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />;
  const { total, data: rows } = keys.data;
  if (total === 0) return search === '' ? empty : <EmptyState title={`No key has “${search}” in its name`} />;
  return (
    <>
      <Table label="API keys" rows={rows} rowId={({ id }) => id} columns={columnsOf(actions, { emailOf, lastUse })} />
      {total > KEYS_OF_A_PAGE && <Pager page={page} pageSize={KEYS_OF_A_PAGE} total={total} onPage={setPage} />}
    </>
  );
}

function CreateKey({ onClose }: { onClose: () => void }) {
  const create = useCreateApiKey();
  const configs = useConfigs().data?.data ?? [];
  const { isOwn } = useKeyPowers();
  const me = useSession().data?.user?.id;
  const isMade = create.data !== undefined;
  return (
    <Dialog open onOpenChange={(open) => open || isMade || onClose()} title={isMade ? 'The new key' : 'Create a key'}>
      {create.data === undefined ? (
        <NewKeyForm
          owner={isOwn ? me : undefined}
          configs={configs}
          busy={create.isPending}
          error={create.error}
          onSubmit={(key) => create.mutate(key)}
        />
      ) : (
        <KeyOnce secret={create.data.key} onStored={onClose} />
      )}
    </Dialog>
  );
}

/** By hand; or, where a schedule has done it, to fetch what it made. */
function RotateKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const rotate = useRotateApiKey();
  const reveal = useRevealApiKey();
  const secret = rotate.data?.key ?? reveal.data?.key;
  const what = apiKey.has_unrevealed_key ? `The text of ${apiKey.name}` : `Rotate ${apiKey.name}`;
  const title = secret === undefined ? what : 'The text of the key';
  return (
    <Dialog open onOpenChange={(open) => open || secret !== undefined || onClose()} title={title}>
      {secret !== undefined ? (
        <KeyOnce secret={secret} onStored={onClose} />
      ) : apiKey.has_unrevealed_key ? (
        <div className="flex flex-col gap-4">
          <p className="text-sm">A text of this key was made that nobody has seen. It is shown once.</p>
          {reveal.error !== null && <ErrorState error={reveal.error} />}
          <Button look="primary" className="self-end" busy={reveal.isPending} onClick={() => reveal.mutate(apiKey.id)}>
            Show the text
          </Button>
        </div>
      ) : (
        <RotateKeyForm
          busy={rotate.isPending}
          error={rotate.error}
          onSubmit={(transitionMs) => rotate.mutate({ id: apiKey.id, transitionMs })}
        />
      )}
    </Dialog>
  );
}

function DeleteKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const remove = useDeleteApiKey();
  return (
    <ConfirmByName
      open
      onOpenChange={(open) => open || onClose()}
      title="Delete this key"
      consequence="Requests with it are refused at once. It cannot be brought back."
      name={apiKey.name}
      action="Delete the key"
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(apiKey.id, { onSuccess: onClose })}
    />
  );
}
