import { expect, it } from 'vitest';
import { nearestLocation } from './locations.ts';

it.each([
  ['us-east6', 'us-east1'],
  ['useast5', 'us-east5'],
  ['us-east-5', 'us-east5'],
  ['europe-west-1', 'europe-west1'],
  ['eu-west-1', 'europe-west1'],
  ['ap-southeast-1', 'asia-southeast1'],
  ['gobal', 'global'],
  ['usa', 'us'],
])('%s is no location, and %s was meant', (name, meant) => {
  expect(nearestLocation(name)).toBe(meant);
});

it.each(['moon', 'mars-base1', 'x', 'undefined', 'prod', ''])('"%s" is near no location', (name) => {
  expect(nearestLocation(name)).toBeNull();
});
