/**
 * The messages of OTLP 1.x, as far as they are read. Names are those of its JSON form.
 * Source: https://github.com/open-telemetry/opentelemetry-proto (metrics/v1, logs/v1, common/v1)
 */
import type { MessageShape } from './protobuf.ts';

const anyValue: MessageShape = {
  1: { name: 'stringValue', type: 'string' },
  2: { name: 'boolValue', type: 'bool' },
  3: { name: 'intValue', type: 'int' },
  4: { name: 'doubleValue', type: 'double' },
};
const keyValue: MessageShape = { 1: { name: 'key', type: 'string' }, 2: { name: 'value', type: () => anyValue } };

const point: MessageShape = {
  4: { name: 'asDouble', type: 'double' },
  6: { name: 'asInt', type: 'fixed64' },
  7: { name: 'attributes', type: () => keyValue, isRepeated: true },
};
const sum: MessageShape = {
  1: { name: 'dataPoints', type: () => point, isRepeated: true },
  2: { name: 'aggregationTemporality', type: 'int' },
};
const metric: MessageShape = { 1: { name: 'name', type: 'string' }, 7: { name: 'sum', type: () => sum } };
const scopeMetrics: MessageShape = { 2: { name: 'metrics', type: () => metric, isRepeated: true } };
const resourceMetrics: MessageShape = { 2: { name: 'scopeMetrics', type: () => scopeMetrics, isRepeated: true } };

export const METRICS: MessageShape = { 1: { name: 'resourceMetrics', type: () => resourceMetrics, isRepeated: true } };

const logRecord: MessageShape = {
  5: { name: 'body', type: () => anyValue },
  6: { name: 'attributes', type: () => keyValue, isRepeated: true },
  12: { name: 'eventName', type: 'string' },
};
const scopeLogs: MessageShape = { 2: { name: 'logRecords', type: () => logRecord, isRepeated: true } };
const resourceLogs: MessageShape = { 2: { name: 'scopeLogs', type: () => scopeLogs, isRepeated: true } };

export const LOGS: MessageShape = { 1: { name: 'resourceLogs', type: () => resourceLogs, isRepeated: true } };
