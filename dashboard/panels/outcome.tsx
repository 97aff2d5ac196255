/** Whether an event was done or refused. */
import { Badge } from '../ui/badge.tsx';

export function Outcome({ status }: { status: number }) {
  if (status === 200) return <Badge tone="ok">done</Badge>;
  return <Badge tone="bad">refused, {status}</Badge>;
}
