/** Filters that somebody gave a name; everybody of the workspace sees them. */
import { useState } from 'react';
import { useDeleteSavedFilter, useSaveFilter, useSavedFilters } from '../../api/queries/saved-filters.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Bookmark } from 'lucide-react';

export function SavedFilters({ q, onChoose }: { q: string; onChoose: (q: string) => void }) {
  const filters = useSavedFilters().data?.data ?? [];
  const remove = useDeleteSavedFilter();
  const [isNaming, setNaming] = useState(false);
  const current = filters.find(({ query }) => query === q);
  return (
    <>
      <Menu
        label="Saved filters"
        trigger={
          <Button icon={<Bookmark aria-hidden />}>
            <span className="@max-[800px]:sr-only">{current?.name ?? 'Filters'}</span>
          </Button>
        }
        items={[
          ...filters.map(({ id, name, query }) => ({
            label: name,
            key: id,
            checked: query === q,
            onSelect: () => onChoose(query),
          })),
          ...(q === '' || current !== undefined
            ? []
            : [{ label: 'Save this filter …', onSelect: () => setNaming(true) }]),
          ...(current === undefined
            ? []
            : [{ label: `Delete “${current.name}”`, danger: true, onSelect: () => remove.mutate(current.id) }]),
          ...(filters.length === 0 && q === ''
            ? [{ label: 'None yet: filter first, then save.', onSelect: () => undefined }]
            : []),
        ]}
      />
      {isNaming && <NameDialog q={q} onClose={() => setNaming(false)} />}
    </>
  );
}

function NameDialog({ q, onClose }: { q: string; onClose: () => void }) {
  const [name, setName] = useState('');
  const save = useSaveFilter();
  return (
    <Dialog open onOpenChange={(open) => open || onClose()} title="Save this filter" description={q}>
      <Form
        action="Save"
        busy={save.isPending}
        error={save.error}
        beside={<Button onClick={onClose}>Cancel</Button>}
        onSubmit={() => save.mutate({ name, query: q }, { onSuccess: onClose })}
      >
        <Field label="Name" help="Everybody of the workspace sees it.">
          {(ids) => (
            <Input {...ids} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
      </Form>
    </Dialog>
  );
}
