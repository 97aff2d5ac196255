/** What a client's OpenTelemetry exporter sends, as JSON or as protobuf: sums of metrics, and events. */
import { isObject } from '../json/object.ts';
import { type MessageShape, ProtobufError, readMessage } from './protobuf.ts';
import { LOGS, METRICS } from './shapes.ts';

export type Attributes = ReadonlyMap<string, string | number | boolean>;

export interface SumPoint {
  name: string;
  attributes: Attributes;
  value: number;
  /** What was counted since the last export, and not since the client began. */
  isDelta: boolean;
}

export interface LoggedEvent {
  name: string;
  attributes: Attributes;
}

export interface OtlpBody {
  bytes: Buffer;
  isProtobuf: boolean;
}

/** What is no export. The client can do nothing about it. */
export class OtlpError extends Error {}

/** Sums only: gauges and histograms say nothing that is added up. Throws OtlpError. */
export function readSums(body: OtlpBody): SumPoint[] {
  return within(parse(body, METRICS), ['resourceMetrics', 'scopeMetrics', 'metrics']).flatMap(({ name, sum }) => {
    if (typeof name !== 'string' || !isObject(sum)) return [];
    const isDelta = DELTA.has(sum['aggregationTemporality']);
    return listIn(sum, 'dataPoints').flatMap((point) => {
      const value = Number(point['asDouble'] ?? point['asInt']);
      return Number.isFinite(value) ? [{ name, attributes: attributesOf(point), value, isDelta }] : [];
    });
  });
}

/** Log records with a name. Throws OtlpError. */
export function readEvents(body: OtlpBody): LoggedEvent[] {
  return within(parse(body, LOGS), ['resourceLogs', 'scopeLogs', 'logRecords']).flatMap((record) => {
    const attributes = attributesOf(record);
    const name = attributes.get('event.name') ?? record['eventName'] ?? scalarOf(record['body']);
    return typeof name === 'string' ? [{ name, attributes }] : [];
  });
}

/** The number in both forms, the name in JSON of some exporters. */
const DELTA: ReadonlySet<unknown> = new Set([1, 'AGGREGATION_TEMPORALITY_DELTA']);

type JsonObject = Record<string, unknown>;

function parse({ bytes, isProtobuf }: OtlpBody, shape: MessageShape): JsonObject {
  try {
    const value: unknown = isProtobuf ? readMessage(bytes, shape) : JSON.parse(bytes.toString('utf8'));
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof ProtobufError) && !(error instanceof SyntaxError)) throw error;
    throw new OtlpError(error.message, { cause: error });
  }
  throw new OtlpError('The body is not a JSON object.');
}

/** Everything at the end of a path of lists. */
function within(root: JsonObject, path: readonly string[]): JsonObject[] {
  return path.reduce((level, name) => level.flatMap((one) => listIn(one, name)), [root]);
}

function listIn(holder: JsonObject, name: string): JsonObject[] {
  const list = holder[name];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Texts, numbers and flags; lists and maps are left out. */
function attributesOf(holder: JsonObject): Attributes {
  const attributes = new Map<string, string | number | boolean>();
  for (const { key, value } of listIn(holder, 'attributes')) {
    const scalar = scalarOf(value);
    if (typeof key === 'string' && scalar !== undefined) attributes.set(key, scalar);
  }
  return attributes;
}

function scalarOf(value: unknown): string | number | boolean | undefined {
  if (!isObject(value)) return undefined;
  const { stringValue, boolValue, intValue, doubleValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  const number = intValue ?? doubleValue;
  return typeof number === 'number' || typeof number === 'string' ? Number(number) : undefined;
}
