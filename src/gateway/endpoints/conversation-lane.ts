/** Chooses the lane of one conversation turn: untouched if the upstream speaks the client's dialect, else translated. */
import type { Target } from '../route/plan.ts';
import type { EndpointCall, Lane, LaneUse } from './endpoint.ts';
import { nativeLane, type NativeEndpoint } from './native-lane.ts';
import { pairFor, translatedLane } from './translated-lane.ts';

interface At {
  target: Target;
  use: LaneUse;
}

/** Throws GatewayError where the call cannot go to this target. */
export function conversationLane(
  endpoint: NativeEndpoint,
  call: EndpointCall,
  { target, use }: At,
): Lane | Promise<Lane> {
  const { connection } = use;
  const isSpoken = connection.speaks(target.model).includes(endpoint.dialect);
  const isTranslated = !isSpoken && endpoint.asks === 'generate';
  const pair = isTranslated ? pairFor(endpoint.dialect, connection, target.model) : null;
  return pair === null ? nativeLane(endpoint, call, { target, use }) : translatedLane(pair, call, { target, use });
}
