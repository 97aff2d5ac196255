/** What an export of the log is called, and what each line of its file holds: of a new one, and of a draft. */
import { type LogExport, type NewLogExport, useFieldRestrictions } from '../../api/queries/log-exports.ts';
import { EXPORT_FIELD_NAMES } from '../../panels/export-field-names.ts';
import { useHolds } from '../../api/queries/session.ts';
import { CheckField, TextField } from '../../ui/field.tsx';

type ExportedField = NewLogExport['requested_data'][number];

export interface ExportDraft {
  name: string;
  fields: readonly ExportedField[];
}

const FACTS: readonly ExportedField[] = [
  'id',
  'trace_id',
  'created_at',
  'is_success',
  'response_status_code',
  'ai_org',
  'ai_model',
  'req_units',
  'res_units',
  'total_units',
  'cost',
  'cost_currency',
  'response_time',
  'request_url',
  'mode',
  'config',
  'metadata',
];

const BODIES: readonly ExportedField[] = ['request', 'response'];

export const isBody = (field: string): boolean => field === 'request' || field === 'response';

export const newExport = (name: string): ExportDraft => ({ name, fields: FACTS });

export const draftOfExport = ({ description, requested_data: fields }: LogExport): ExportDraft => ({
  name: description,
  fields: fields as readonly ExportedField[],
});

/** Those that the organisation and the person’s powers allow, in the order of the file. */
export function useExportable(): readonly ExportedField[] {
  const mayReadBodies = useHolds('logs.view');
  const allowed = useFieldRestrictions().data?.allowed_fields ?? FACTS;
  return mayReadBodies ? allowed : allowed.filter((field) => !isBody(field));
}

interface ExportFieldsProps {
  draft: ExportDraft;
  /** null = the fields stay as they are. */
  exportable: readonly ExportedField[] | null;
  onChange: (draft: ExportDraft) => void;
}

export function ExportFields({ draft, exportable, onChange }: ExportFieldsProps) {
  return (
    <>
      <TextField label="What it is" value={draft.name} onChange={(name) => onChange({ ...draft, name })} />
      {exportable === null ? (
        <p className="text-sm text-ink-soft">
          It holds the bodies of requests and responses. Your role may not read those, so its fields stay as they are.
        </p>
      ) : (
        <FieldChoice draft={draft} exportable={exportable} onChange={onChange} />
      )}
    </>
  );
}

function FieldChoice({
  draft: { name, fields },
  exportable,
  onChange,
}: ExportFieldsProps & { exportable: readonly ExportedField[] }) {
  const set = (changed: readonly ExportedField[], isOn: boolean): void => {
    const others = fields.filter((field) => !changed.includes(field));
    onChange({ name, fields: isOn ? [...others, ...changed] : others });
  };
  const bodies = BODIES.filter((field) => exportable.includes(field));
  const chosen = exportable.filter((field) => fields.includes(field));
  return (
    <>
      {bodies.length > 0 && (
        <CheckField
          label="With the bodies of requests and responses"
          checked={bodies.every((field) => fields.includes(field))}
          onChange={(isOn) => set(bodies, isOn)}
        />
      )}
      <details className="rounded-md border px-3 py-2">
        <summary className="cursor-pointer text-sm font-medium">
          Fields of each line: {chosen.length} of {exportable.length}
        </summary>
        <div className="grid grid-cols-2 gap-2 pt-3 sm:grid-cols-3">
          {exportable.map((field) => (
            <CheckField
              key={field}
              label={EXPORT_FIELD_NAMES[field]}
              help={field}
              checked={fields.includes(field)}
              onChange={(isOn) => set([field], isOn)}
            />
          ))}
        </div>
      </details>
    </>
  );
}
