/** The first run: four steps from an empty gateway to the first request of Claude Code. */
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useCreateApiKey } from '../../api/queries/api-keys.ts';
import { type LogRow, useNewestLogs } from '../../api/queries/logs.ts';
import { ConnectProvider } from '../../forms/connect-provider.tsx';
import { NewKeyForm } from '../../forms/new-key-form.tsx';
import { SnippetTabs } from '../../forms/snippet-tabs.tsx';
import { formatMoney } from '../../format/money.ts';
import { formatDuration } from '../../format/numbers.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CodeBlock } from '../../ui/copy.tsx';
import { Page } from '../../ui/page.tsx';

/** `provider`: one that is connected already. */
export function FirstRun({ provider: connected }: { provider: string | null }) {
  const [provider, setProvider] = useState(connected);
  const [since] = useState(() => new Date().toISOString());
  const [isStored, setStored] = useState(false);
  const [isSetUp, setSetUp] = useState(false);
  const create = useCreateApiKey();
  const secret = create.data?.key ?? null;
  const step = provider === null ? 1 : secret === null ? 2 : isSetUp ? 4 : 3;
  return (
    <Page title="Set up Tollgate" summary="Four steps, and Claude Code works through your gateway.">
      <ol className="flex max-w-3xl flex-col gap-3">
        <Step
          number={1}
          current={step}
          title="Connect a provider"
          done={provider === null ? null : `@${provider} is connected.`}
        >
          <ConnectProvider onDone={setProvider} />
        </Step>
        <Step number={2} current={step} title="Create a gateway key" done="The key is made.">
          <NewKeyForm
            configs={[]}
            busy={create.isPending}
            error={create.error}
            onSubmit={(key) => create.mutate(key)}
          />
        </Step>
        <Step
          number={3}
          current={step}
          title="Point Claude Code at it"
          done="The settings are copied."
          keepOpen={isSetUp}
        >
          {secret !== null && (
            <div className="flex flex-col gap-4">
              {!isStored && (
                <div className="flex flex-col gap-2">
                  <p className="text-sm">
                    This is the key. It is shown <strong>this once</strong>; only its hash is kept.
                  </p>
                  <CodeBlock text={secret} label="the key" />
                  <label className="flex items-center gap-2 text-sm">
                    <input type="checkbox" onChange={() => setStored(true)} /> I have stored it
                  </label>
                </div>
              )}
              <div className="rounded-md border">
                <SnippetTabs connection={{ baseUrl: location.origin, key: secret, provider }} />
              </div>
              {!isSetUp && (
                <Button look="primary" className="self-end" onClick={() => setSetUp(true)}>
                  Done, wait for the first request
                </Button>
              )}
            </div>
          )}
        </Step>
        <Step number={4} current={step} title="The first request" done={null}>
          {create.data !== undefined && <FirstRequest keyId={create.data.id} since={since} />}
        </Step>
      </ol>
    </Page>
  );
}

interface StepProps {
  number: number;
  current: number;
  title: string;
  /** What a step that is over says; null = nothing. */
  done: string | null;
  keepOpen?: boolean;
  children: ReactNode;
}

function Step({ number, current, title, done, keepOpen = false, children }: StepProps) {
  const isOver = number < current;
  const isOpen = number === current || keepOpen;
  return (
    <li
      aria-current={number === current ? 'step' : undefined}
      className={classNames('rounded-md border bg-surface', number > current && 'opacity-60')}
    >
      <div className="flex items-center gap-3 px-4 py-3">
        <span
          aria-hidden
          className={classNames(
            'flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold',
            isOver
              ? 'bg-ok-soft text-ok'
              : number === current
                ? 'bg-accent text-accent-ink'
                : 'bg-raised text-ink-soft',
          )}
        >
          {isOver ? <Check className="size-3.5" /> : number}
        </span>
        <h2 className="font-semibold">{title}</h2>
        {isOver && done !== null && <span className="ml-auto truncate text-sm text-ink-soft">{done}</span>}
      </div>
      {isOpen && <div className="border-t p-4">{children}</div>}
    </li>
  );
}

const LOOK_MS = 1500;

function FirstRequest({ keyId, since }: { keyId: string; since: string }) {
  const newest = useNewestLogs({ api_key_ids: keyId, time_of_completion_min: since }, 1, LOOK_MS);
  const row = newest.data?.data[0];
  return (
    <div role="status" aria-live="polite">
      {row === undefined ? (
        <div className="flex items-center gap-3 text-sm">
          <span aria-hidden className="size-2.5 animate-pulse rounded-full bg-accent" />
          Waiting for your first request … Start Claude Code, or run the curl line above.
        </div>
      ) : (
        <Arrived row={row} />
      )}
    </div>
  );
}

function Arrived({ row }: { row: LogRow }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="font-medium">
        {row.is_success ? 'It works. Your first request has arrived:' : 'A request has arrived, and it failed:'}
      </p>
      <Link
        to="/logs/$logId"
        params={{ logId: row.id }}
        className="figures flex flex-wrap gap-x-4 gap-y-1 rounded-md border p-3 text-sm hover:bg-raised"
      >
        <span className={row.is_success ? 'text-ok' : 'text-bad'}>{row.response_status_code}</span>
        <span className="foreign-text font-mono">{row.ai_model ?? row.requested_model}</span>
        <span>{formatDuration(row.response_time)}</span>
        <span>{formatMoney(row.cost_nano_usd)}</span>
        {row.error_message !== null && <span className="foreign-text text-bad">{row.error_message}</span>}
      </Link>
      <Link to="/logs" search={{ live: true }} className="self-start text-sm text-accent underline">
        Watch all requests live
      </Link>
    </div>
  );
}
