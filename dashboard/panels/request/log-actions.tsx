/** What one can do with a request: copy it as a command, and send it again. */
import { Check, RotateCcw, SquareTerminal } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { LogDetail } from '../../api/queries/logs.ts';
import { useTemporaryKey } from '../../api/queries/temporary-key.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.tsx';
import { toCurl } from './curl.ts';

const ReplayDialog = lazy(async () => ({ default: (await import('./replay-dialog.tsx')).ReplayDialog }));

/** Operations whose request means the same when it is sent twice. */
const REPEATABLE = new Set(['messages', 'chatComplete', 'createModelResponse', 'embed']);

export function LogActions({ log }: { log: LogDetail }) {
  const [copied, setCopied] = useState(false);
  const [isReplaying, setReplaying] = useState(false);
  const mayReplay = useTemporaryKey() !== null;
  const hasBody = typeof log.request.body === 'object' && log.request.body !== null;
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        icon={copied ? <Check aria-hidden className="text-ok" /> : <SquareTerminal aria-hidden />}
        onClick={() => void copyText(toCurl(log, location.origin)).then(() => setCopied(true))}
      >
        {copied ? 'Copied' : 'Copy as curl'}
      </Button>
      {mayReplay && REPEATABLE.has(log.metrics.operation) && (
        <Button
          icon={<RotateCcw aria-hidden />}
          disabled={!hasBody}
          title={hasBody ? undefined : 'Its body was not stored.'}
          onClick={() => setReplaying(true)}
        >
          Replay
        </Button>
      )}
      {isReplaying && (
        <Suspense>
          <ReplayDialog log={log} onClose={() => setReplaying(false)} />
        </Suspense>
      )}
    </div>
  );
}
