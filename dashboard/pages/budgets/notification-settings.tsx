/** Who is told that a budget is nearly spent or a key ends: percentages, channels, and what became of each message. */
import { useState } from 'react';
import { useNotifications, type Notification } from '../../api/queries/notifications.ts';
import {
  type OrganisationSettings,
  useOrganisationSettings,
  useUpdateOrganisationSettings,
} from '../../api/queries/organisation-settings.ts';
import { useHolds } from '../../api/queries/session.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Field, Input, Select } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { ChannelList } from './channel-list.tsx';

export function NotificationSettings() {
  const mayRead = useHolds('organisation_settings.read');
  return (
    <div className="flex flex-col gap-6">
      {mayRead && (
        <div className="grid gap-6 min-[900px]:grid-cols-2">
          <Rules />
          <ChannelList />
        </div>
      )}
      <section>
        <h2 className="mb-2 text-sm font-semibold">What was told</h2>
        <Told />
      </section>
    </div>
  );
}

function Rules() {
  const settings = useOrganisationSettings();
  if (settings.isPending) return <SkeletonRows rows={3} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return <RulesForm key={JSON.stringify(settings.data)} settings={settings.data} />;
}

function RulesForm({ settings }: { settings: OrganisationSettings }) {
  const update = useUpdateOrganisationSettings();
  const mayUpdate = useHolds('organisation_settings.update');
  const [percents, setPercents] = useState(settings.notification_thresholds.join(', '));
  const [answers, setAnswers] = useState(settings.limit_answers);
  const [denials, setDenials] = useState(settings.guardrail_answers);
  const numbers = percents
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map(Number);
  const isValid = numbers.every((one) => Number.isInteger(one) && one >= 1 && one <= 100);
  return (
    <Form
      action="Save"
      busy={update.isPending}
      error={update.error}
      isIncomplete={!mayUpdate || !isValid}
      onSubmit={() =>
        update.mutate({ notification_thresholds: numbers, limit_answers: answers, guardrail_answers: denials })
      }
    >
      <Field
        label="Tell people at these percentages"
        help="Of every budget. Owners, admins and whom a key names are told by mail; channels get every message."
        error={isValid ? null : 'Whole numbers from 1 to 100.'}
      >
        {(ids) => <Input {...ids} value={percents} onChange={(event) => setPercents(event.target.value)} />}
      </Field>
      <Field label="Claude Code is told of a limit">
        {(ids) => (
          <Select {...ids} value={answers} onChange={(event) => setAnswers(event.target.value as typeof answers)}>
            <option value="claude_code">as its spend limit, with warnings on the way</option>
            <option value="portkey">with 412, as every other client</option>
          </Select>
        )}
      </Field>
      <Field label="Claude Code is told of a guardrail that denies">
        {(ids) => (
          <Select {...ids} value={denials} onChange={(event) => setDenials(event.target.value as typeof denials)}>
            <option value="claude_code">with 400, which it shows and does not ask again</option>
            <option value="portkey">with 446, as every other client</option>
          </Select>
        )}
      </Field>
    </Form>
  );
}

function Told() {
  const notifications = useNotifications();
  if (notifications.isPending) return <SkeletonRows rows={4} />;
  if (notifications.isError)
    return <ErrorState error={notifications.error} onRetry={() => void notifications.refetch()} />;
  const rows = notifications.data.data;
  if (rows.length === 0) {
    return (
      <EmptyState title="Nobody had to be told">No budget has passed a threshold, and no key ends soon.</EmptyState>
    );
  }
  return (
    <div className="-mx-4 border-t">
      <Table
        label="Notifications"
        rows={rows}
        rowId={({ id }) => id}
        columns={[
          {
            id: 'time',
            title: 'When',
            isShort: true,
            cell: ({ created_at: at }) => <Ago at={at} />,
          },
          { id: 'text', title: 'What', cell: ({ text }) => <span className="foreign-text">{text}</span> },
          { id: 'sent', title: 'Sent to', cell: (row) => <Deliveries notification={row} /> },
        ]}
      />
    </div>
  );
}

const TONES: Record<Notification['deliveries'][number]['status'], Tone> = {
  sent: 'ok',
  pending: 'neutral',
  failed: 'bad',
  dropped: 'bad',
};

function Deliveries({ notification: { deliveries } }: { notification: Notification }) {
  if (deliveries.length === 0) return <span className="text-ink-soft">nobody: no mail server and no channel</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {deliveries.map((delivery) => (
        <Badge
          key={`${delivery.medium} ${delivery.target}`}
          tone={TONES[delivery.status]}
          title={delivery.last_error ?? `${delivery.status}, ${delivery.attempts} attempts`}
        >
          {`${delivery.target}: ${delivery.status}`}
        </Badge>
      ))}
    </span>
  );
}
