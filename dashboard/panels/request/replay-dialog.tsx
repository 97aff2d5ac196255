/** A logged request is sent again, to the same or another target; the two answers are shown as a diff. */
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useConfigs } from '../../api/queries/configs.ts';
import { useProviders } from '../../api/queries/integrations.ts';
import { type LogDetail, useLog } from '../../api/queries/logs.ts';
import { type Replayed, useReplay } from '../../api/queries/replay.ts';
import { formatMoney } from '../../format/money.ts';
import { formatCount, formatDuration } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { JsonDiff } from '../../ui/json-editor.tsx';
import { readConversation } from './conversation.ts';

export function ReplayDialog({ log, onClose }: { log: LogDetail; onClose: () => void }) {
  const { metrics: row } = log;
  const providers = useProviders().data?.data ?? [];
  const configs = useConfigs().data?.data ?? [];
  const [target, setTarget] = useState(
    row.config === null ? (row.virtual_key === null ? '' : `@${row.virtual_key}`) : row.config,
  );
  const [model, setModel] = useState(row.requested_model ?? '');
  const replay = useReplay();
  const send = (): void =>
    replay.mutate({
      id: row.id,
      workspaceId: row.workspace_id,
      url: row.request_url,
      headers: log.request.headers,
      body: { ...(log.request.body as Record<string, unknown>), ...(model === '' ? {} : { model }) },
      provider: target.startsWith('@') ? target : null,
      config: target === '' || target.startsWith('@') ? null : target,
    });
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || onClose()}
      title="Replay"
      description="Sends the stored body again. It costs what a request costs, and has a row of its own in the log."
    >
      <Form
        action={
          replay.isPending ? 'Waiting for the answer …' : replay.data === undefined ? 'Send again' : 'Send once more'
        }
        busy={replay.isPending}
        error={replay.error}
        beside={<Button onClick={onClose}>Close</Button>}
        onSubmit={() => send()}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Target" help="A provider, or a config that chooses one.">
            {(ids) => (
              <Select {...ids} value={target} onChange={(event) => setTarget(event.target.value)}>
                <option value="">As the workspace routes it</option>
                {providers.map(({ slug, name }) => (
                  <option key={slug} value={`@${slug}`}>
                    @{slug} ({name})
                  </option>
                ))}
                {configs.map(({ slug, name }) => (
                  <option key={slug} value={slug}>
                    {slug} ({name})
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Model" help="As the client names it.">
            {(ids) => (
              <Input {...ids} className="font-mono" value={model} onChange={(event) => setModel(event.target.value)} />
            )}
          </Field>
        </div>
      </Form>
      {replay.data !== undefined && <Outcome log={log} replayed={replay.data} />}
    </Dialog>
  );
}

function Outcome({ log, replayed }: { log: LogDetail; replayed: Replayed }) {
  const { metrics: row } = log;
  const again = useLog(replayed.requestId ?? '').data?.metrics;
  const facts: [string, string, string][] = [
    ['Status', String(row.response_status_code), String(replayed.status)],
    ['Model', row.ai_model ?? '—', again?.ai_model ?? '—'],
    ['Duration', formatDuration(row.response_time), formatDuration(replayed.durationMs)],
    ['Cost', formatMoney(row.cost_nano_usd), formatMoney(again?.cost_nano_usd)],
    ['Tokens', tokensOf(row), again === undefined ? '—' : tokensOf(again)],
  ];
  return (
    <section aria-label="The two answers" className="mt-5 flex flex-col gap-3 border-t pt-4">
      <table className="figures w-full text-sm">
        <thead>
          <tr className="text-left text-xs text-ink-soft">
            <th scope="col" className="py-1 font-medium">
              &nbsp;
            </th>
            <th scope="col" className="py-1 font-medium">
              Then
            </th>
            <th scope="col" className="py-1 font-medium">
              Now
            </th>
          </tr>
        </thead>
        <tbody>
          {facts.map(([name, then, now]) => (
            <tr key={name} className="border-t">
              <th scope="row" className="py-1 text-left font-normal text-ink-soft">
                {name}
              </th>
              <td className="py-1">{then}</td>
              <td className="py-1">{now}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <JsonDiff
        key={replayed.requestId}
        label="The answer then and now"
        before={readable(log, log.response.body)}
        after={readable(log, replayed.body)}
      />
      {replayed.requestId !== null && (
        <Link
          to="/logs/$logId"
          params={{ logId: replayed.requestId }}
          className="self-start text-sm text-accent underline"
        >
          Open the new request
        </Link>
      )}
    </section>
  );
}

function tokensOf(row: { req_units: number | null; res_units: number | null }): string {
  return `${formatCount(row.req_units)} → ${formatCount(row.res_units)}`;
}

/** The blocks of the answer, so that a streamed one can stand beside a whole one. */
function readable({ request }: LogDetail, body: unknown): string {
  const answer = readConversation(request.body, body)?.answer;
  if (answer === null || answer === undefined) return typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return answer.blocks
    .map((block) => (block.kind === 'text' ? block.text : JSON.stringify(block, null, 2)))
    .join('\n\n');
}
