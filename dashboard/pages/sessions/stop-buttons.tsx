/** Stopping a session or one of its subagents, from its next request on, and letting it go on. */
import { OctagonX } from 'lucide-react';
import { useHolds } from '../../api/queries/session.ts';
import { useLiftStop, useStop, useStops } from '../../api/queries/stops.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState } from '../../ui/states.tsx';

export function StopSession({ sessionId }: { sessionId: string }) {
  return <StopButton what="session" sessionId={sessionId} agentId={null} />;
}

export function StopAgent({ sessionId, agentId }: { sessionId: string; agentId: string }) {
  return <StopButton what="subagent" sessionId={sessionId} agentId={agentId} />;
}

interface StopButtonProps {
  what: 'session' | 'subagent';
  sessionId: string;
  agentId: string | null;
}

function StopButton({ what, sessionId, agentId }: StopButtonProps) {
  const stops = useStops();
  const stop = useStop();
  const lift = useLiftStop();
  const mayStop = useHolds('policies.create');
  const mayLift = useHolds('policies.delete');
  const error = stop.error ?? lift.error;
  const standing = stops.data?.data.find(
    (one) => one.session_id === sessionId && one.agent_id === agentId && one.api_key_id === null,
  );
  if (error !== null) return <ErrorState error={error} />;
  if (standing !== undefined) {
    return (
      <Button disabled={!mayLift} busy={lift.isPending} onClick={() => lift.mutate(standing.id)}>
        Stopped: let the {what} go on
      </Button>
    );
  }
  if (!mayStop) return null;
  return (
    <Button
      look="danger"
      icon={<OctagonX aria-hidden />}
      busy={stop.isPending}
      title="Its next request is refused, and its client ends"
      onClick={() =>
        stop.mutate(
          agentId === null
            ? { kind: 'session', session_id: sessionId }
            : { kind: 'agent', session_id: sessionId, agent_id: agentId },
        )
      }
    >
      Stop the {what}
    </Button>
  );
}
