/** One event: from where it came, and what was before and after it. */
import type { ReactNode } from 'react';
import type { AuditRecord } from '../../api/queries/audit-logs.ts';
import { formatUtc } from '../../format/moments.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Outcome } from '../../panels/outcome.tsx';
import { changesBetween, type Change } from './changes.ts';

export function AuditDetail({ record, onClose }: { record: AuditRecord; onClose: () => void }) {
  const changes = changesBetween(record.before, record.after);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`${record.resource_type.replaceAll('_', ' ')}: ${record.action.replaceAll('-', ' ')}`}
      description={formatUtc(record.timestamp)}
    >
      <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1 text-sm">
        <Fact name="Outcome">
          <Outcome status={record.response_status_code} />
        </Fact>
        <Fact name="Who">
          {record.user_type.replace('_', ' ')} <Code>{record.user_id}</Code>
        </Fact>
        <Fact name="Which">
          <Code>{record.resource_id}</Code>
        </Fact>
        {record.workspace_id !== null && (
          <Fact name="Workspace">
            <Code>{record.workspace_id}</Code>
          </Fact>
        )}
        {record.method !== '' && (
          <>
            <Fact name="Request">
              <Code>
                {record.method} {record.uri}
              </Code>
            </Fact>
            <Fact name="Request id">
              <Code>{record.request_id}</Code>
            </Fact>
            <Fact name="From">
              <Code>{record.client_ip}</Code>
            </Fact>
          </>
        )}
      </dl>
      {changes.length > 0 && <Changes changes={changes} />}
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="foreign-text min-w-0">{children}</dd>
    </>
  );
}

const Code = ({ children }: { children: ReactNode }) => <code className="font-mono text-xs break-all">{children}</code>;

function Changes({ changes }: { changes: readonly Change[] }) {
  return (
    <div tabIndex={0} role="region" aria-label="What changed" className="mt-4 max-h-80 overflow-auto rounded-md border">
      <table className="w-full border-collapse text-xs">
        <thead>
          <tr className="border-b text-left text-ink-soft">
            <th className="px-2 py-1.5 font-medium">Member</th>
            <th className="px-2 py-1.5 font-medium">Before</th>
            <th className="px-2 py-1.5 font-medium">After</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ path, before, after }) => (
            <tr key={path} className="border-b align-top font-mono last:border-b-0">
              <td className="foreign-text px-2 py-1">{path}</td>
              <td className="foreign-text max-w-48 px-2 py-1 break-all text-bad">{before ?? ''}</td>
              <td className="foreign-text max-w-48 px-2 py-1 break-all text-ok">{after ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
