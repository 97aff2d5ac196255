/** What a guardrail runs on: one body, what is known of its request, and what checks may ask of the outside. */
import type { NextTurn } from '../kernel/slices.ts';
import type { JsonObject } from '../wire/json/object.ts';
import type { CheckPorts, RequestFacts, Side, Subject } from './check.ts';
import type { Conversation, Placed } from './conversation.ts';

export interface Scene<Words extends Conversation = Conversation> {
  side: Side;
  conversation: Words;
  request: RequestFacts;
  answer: Subject['answer'];
  ports: CheckPorts;
  /** Monotonic ms. */
  elapsed(): number;
  /** Lets others have a turn of the event loop, between checks that took long; absent = there is nobody. */
  nextTurn?: NextTurn;
  /** The scene with a changed body. Absent = it is a piece of a body, and whoever shows the pieces changes them. */
  changed?: ((change: Change) => Scene<Words>) | undefined;
}

/** Single places of the body, or the body as a whole. */
export type Change = { replacements: readonly Placed[] } | { json: JsonObject };
