/** Each part of the dashboard in each state. Only while one develops: `npm run dev:dashboard`, then `/_kit`. */
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { Histogram } from '../../charts/histogram.tsx';
import { Ranking } from '../../charts/ranking.tsx';
import { changeOf, Stat } from '../../charts/stat.tsx';
import { TimeChart } from '../../charts/time-chart.tsx';
import { formatMoney, formatMoneyExactly } from '../../format/money.ts';
import { formatCount, formatDuration, formatExactly } from '../../format/numbers.ts';
import { ProviderMark } from '../../panels/provider-mark.tsx';
import { PROVIDER_MARKS } from '../../panels/provider-marks.data.ts';
import { useIsDark } from '../../shell/theme.ts';
import { Ago } from '../../ui/ago.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { CodeBlock, CopyButton } from '../../ui/copy.tsx';
import { ConfirmByName } from '../../ui/dialog.tsx';
import { CheckField, Field, Input, Select, TextArea } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';

const nothing = (): void => undefined;

export function KitPage() {
  return (
    <Page title="Parts" summary="Each part of the dashboard in each state.">
      <Buttons />
      <Fields />
      <Tables />
      <Charts />
      <States />
    </Page>
  );
}

const TONES: readonly Tone[] = ['neutral', 'ok', 'warn', 'bad', 'cached', 'accent'];

function Buttons() {
  const [isDoomed, setDoomed] = useState(false);
  return (
    <Card title="Buttons, badges and marks">
      <div className="flex flex-col gap-3 p-4">
        <p className="flex flex-wrap items-center gap-2">
          <Button look="primary" icon={<Plus aria-hidden />}>
            Primary
          </Button>
          <Button>Plain</Button>
          <Button look="quiet">Quiet</Button>
          <Button look="danger" onClick={() => setDoomed(true)}>
            Delete
          </Button>
          <Button busy>Busy</Button>
          <Button disabled>Disabled</Button>
          <IconButton label="Icon alone" icon={<KeyRound aria-hidden />} />
          <CopyButton text="copied" />
          <Menu
            label="Menu"
            trigger={<Button>Menu</Button>}
            items={[
              { label: 'Chosen', checked: true, onSelect: nothing },
              { label: 'Not chosen', checked: false, onSelect: nothing },
              { label: 'A name that is much longer than any menu would like to be', onSelect: nothing },
              { label: 'Delete', danger: true, onSelect: nothing },
            ]}
          />
        </p>
        <p className="flex flex-wrap gap-2">
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
          <Ago at={FIRST} />
        </p>
        <p className="flex flex-wrap gap-2">
          {[...Object.keys(PROVIDER_MARKS), 'bedrock', 'openai', null].map((id) => (
            <ProviderMark key={id} id={id} name={id ?? 'no provider'} />
          ))}
        </p>
      </div>
      {isDoomed && (
        <ConfirmByName
          open
          onOpenChange={setDoomed}
          title="Delete the part"
          consequence="It is gone for good."
          name="part"
          action="Delete the part"
          busy={false}
          error={null}
          onConfirm={() => setDoomed(false)}
        />
      )}
    </Card>
  );
}

function Fields() {
  const [isOn, setOn] = useState(true);
  return (
    <Card title="Fields">
      <div className="grid gap-4 p-4 min-[700px]:grid-cols-2">
        <Field label="With help" help="What it is for, in a sentence.">
          {(ids) => <Input {...ids} defaultValue="A value" />}
        </Field>
        <Field label="Wrong" error="name: there is one of this name already">
          {(ids) => <Input {...ids} defaultValue="A name that exists" />}
        </Field>
        <Field label="Left out" optional>
          {(ids) => <Input {...ids} placeholder="Nothing yet" />}
        </Field>
        <Field label="One of several">
          {(ids) => (
            <Select {...ids}>
              <option>The first</option>
              <option>The second</option>
            </Select>
          )}
        </Field>
        <Field label="Long text">{(ids) => <TextArea {...ids} rows={3} defaultValue={'Two\nlines'} />}</Field>
        <CheckField label="On or off" help="It holds from the next request on." checked={isOn} onChange={setOn} />
        <CodeBlock
          label="a command"
          text={'curl -sS https://gateway.example/v1/models \\\n  -H "authorization: Bearer …"'}
        />
        <Tabs
          label="Tabs"
          tabs={[
            { id: 'one', label: 'The first', content: <p>What the first says.</p> },
            { id: 'two', label: 'The second', content: <p>What the second says.</p> },
          ]}
        />
      </div>
    </Card>
  );
}

const ROWS = [
  { name: 'claude-sonnet-5', requests: 0, cost: 0, ms: 0.4 },
  {
    name: 'a-model-whose-name-has-no-end-and-no-space-to-break-it-at-all-anywhere',
    requests: 1_234_567_890,
    cost: 1,
    ms: 84,
  },
  { name: 'שלום עולם', requests: 7, cost: 31_200_000, ms: 4_000_000 },
];

function Tables() {
  const [page, setPage] = useState(0);
  return (
    <Card title="Tables">
      <Table
        label="Rows"
        rows={ROWS}
        rowId={({ name }) => name}
        columns={[
          {
            id: 'name',
            title: 'Name',
            cell: ({ name }) => <span className="foreign-text">{name}</span>,
            sort: ({ name }) => name,
          },
          {
            id: 'requests',
            title: 'Requests',
            numeric: true,
            cell: ({ requests }) => <span title={formatExactly(requests)}>{formatCount(requests)}</span>,
            sort: ({ requests }) => requests,
          },
          {
            id: 'cost',
            title: 'Cost',
            numeric: true,
            cell: ({ cost }) => <span title={formatMoneyExactly(cost)}>{formatMoney(cost)}</span>,
          },
          { id: 'ms', title: 'Duration', numeric: true, cell: ({ ms }) => formatDuration(ms) },
          { id: 'actions', title: 'Actions', cell: () => <Button look="quiet">Open</Button> },
        ]}
      />
      <Pager page={page} pageSize={10} total={31} onPage={setPage} />
    </Card>
  );
}

const HOUR_MS = 3_600_000;
const FIRST = Date.UTC(2026, 10, 29);
const TIMES = Array.from({ length: 24 }, (_, index) => FIRST + index * HOUR_MS);
const wave = (scale: number, shift: number): number[] =>
  TIMES.map((_, index) => Math.round(scale * (1.2 + Math.sin((index + shift) / 4))));
const NAMES = ['sonnet', 'opus', 'haiku', 'gemini', 'gpt', 'mistral', 'qwen'];
const STACKED = [
  ...NAMES.map((name, index) => ({ name, values: wave(90 / (index + 1), index * 3) })),
  { name: 'other', isRest: true, values: wave(12, 1) },
];
/** A gap in the middle is a gap on the chart. */
const LINES = ['p50', 'p90', 'p99'].map((name, index) => ({
  name,
  values: wave(300 * (index + 1), index).map((value, at) => (at > 9 && at < 13 ? null : value)),
}));

function Charts() {
  const isDark = useIsDark();
  const common = { times: TIMES, bucketMs: HOUR_MS, isDark };
  return (
    <Card title="Charts and figures">
      <div className="grid gap-4 p-4 min-[900px]:grid-cols-2">
        <TimeChart label="Stacked" lines={STACKED} format={formatCount} {...common} />
        <TimeChart label="Lines with a gap" lines={LINES} look="lines" format={formatDuration} {...common} />
        <Histogram
          label="Requests and failures"
          bars={TIMES.map((time, index) => ({ time, total: 10 + index, failed: index % 5 }))}
          bucketMs={HOUR_MS}
          onZoom={nothing}
        />
        <Ranking
          label="The largest"
          rows={NAMES.slice(0, 4).map((name, index) => ({
            key: name,
            label: name,
            value: formatMoney(900_000_000_000 / (index + 1)),
            share: 1 / (index + 1),
            note: `${index + 1} requests`,
          }))}
        />
        <div className="grid grid-cols-2 rounded-md border">
          <Stat label="Better" value="84 %" change={changeOf(84, 62, 'higher')} before="62 %" course={wave(5, 0)} />
          <Stat
            label="Worse"
            value="1.24 s"
            change={changeOf(1240, 800, 'lower')}
            before="800 ms"
            course={wave(5, 6)}
          />
          <Stat label="Nothing before" value="—" change={null} />
          <Stat
            label="Huge"
            value={formatMoney(9e18)}
            exact={formatMoneyExactly(9e18)}
            change={changeOf(2, 1, 'neither')}
          />
        </div>
      </div>
    </Card>
  );
}

function States() {
  return (
    <Card title="Nothing, not yet, and wrong">
      <div className="grid gap-4 min-[900px]:grid-cols-3">
        <EmptyState title="Nothing here yet" action={<Button look="primary">Make the first one</Button>}>
          What it would be for, and what to do next.
        </EmptyState>
        <SkeletonRows rows={4} />
        <ErrorState error={new Error('The gateway does not answer.')} onRetry={nothing} />
      </div>
    </Card>
  );
}
